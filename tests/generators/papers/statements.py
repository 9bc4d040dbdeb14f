"""Statements of driven SMEs in letters and tables, 信用信息概况, 改造前后影像."""

from __future__ import annotations

import base64
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from tests.generators.papers.drawing import FONTS, Drawn, Sheet, para, rows, seal, table, title
from tests.generators.papers.people import Firm, day, person, written

STATEMENTS = ("proof", "letter", "table", "cooperation", "application", "reply")
_DONE = ("设备联网、MES报工和能耗监测", "云ERP与订单协同", "质量追溯系统、数据看板", "排产协同和集中采购")
_EFFECT = ("生产效率提升18%，库存周转天数缩短9天", "一次合格率由93.1%提高到97.4%", "单位产品能耗下降6.2%")


def statement(sme: Firm, applicant: Firm, rng: Random, layout: str, stamped: bool = True, by: str = "") -> Drawn:
    """A driven firm's own statement. ``by``: whose seal stands on it (the firm's own unless said)."""
    issued = day(rng, "2025-06-01", "2025-07-18")
    when = written(issued, rng, "njc")
    done, effect = rng.choice(_DONE), rng.choice(_EFFECT)
    html = {"proof": _proof, "letter": _letter, "table": _table, "cooperation": _cooperation, "application": _application, "reply": _reply}[
        layout
    ](sme, applicant, rng, done, effect, when)
    if stamped:
        html += seal(by or sme.name, 430, rng.uniform(560, 590), rng)
    fields: dict[str, str | float] = {"holder": sme.name, "uscc": sme.code, "issued": issued.isoformat()}
    if layout == "cooperation":
        del fields["uscc"]
    stem = rng.choice((f"佐证材料-{sme.name}", f"带动企业证明{rng.randint(1, 12)}", f"{sme.name}证明", "被带动企业盖章证明"))
    return Drawn(
        "sme_evidence",
        fields,
        (Sheet(f'<div style="padding:80pt 65pt">{html}</div>', style=f"font-family:'{rng.choice(FONTS)}'"),),
        stem,
        layout,
        (by or sme.name,) if stamped else (),
    )


def _end(sme: Firm, when: str, rng: Random) -> str:
    mark = rng.choice(("（盖章）", "（公章）", "", "（加盖公章）"))
    lead = rng.choice(("", "", "单位名称（盖章）：", "证明单位："))
    name = f"{lead}{sme.name}" if lead else f"{sme.name}{mark}"
    return f'<div style="position:absolute;right:65pt;top:560pt;font-size:14pt;text-align:right;line-height:2">{name}<br>{when}</div>'


def _proof(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    return f"{title(rng.choice(('证　明', '带动证明', '关于数字化转型带动情况的证明')), 24)}{para(f'兹证明{applicant.name}通过工业互联网平台，为{sme.name}（统一社会信用代码：{sme.code}）提供{done}等服务，帮助我公司完成数字化改造，{effect}。', 14)}{para('特此证明。', 14)}{_end(sme, when, rng)}"


def _letter(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    return f"{title('情况说明', 24)}{para('石家庄市工业和信息化局：', 14, False)}{para(f'我公司{sme.name}，统一社会信用代码{sme.code}，系{applicant.name}产业链上游配套企业。2024年以来，在{applicant.name}带动下，我公司上线了{done}，{effect}。', 14)}{para('以上情况属实。', 14)}{_end(sme, when, rng)}"


def _table(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    lines = [
        ["企业名称", sme.name, "统一社会信用代码", sme.code],
        ["法定代表人", sme.head, "所属行业", "专用设备制造"],
        ["带动企业（链主）", applicant.name, "合作起始时间", "2024年3月"],
        ["转型内容", done, "转型成效", effect],
    ]
    return f"{title('被带动中小企业情况表', 20)}{table(lines, [18, 32, 18, 32], 11)}{para('我单位承诺以上内容真实有效。', 13)}{_end(sme, when, rng)}"


def _cooperation(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    return f"{title('合作证明', 24)}{para(f'我单位与{applicant.name}自2023年起建立长期供应链合作关系，{applicant.name}向我单位免费开放供应链协同平台，我单位已完成{done}部署，{effect}。', 14)}{para('特此证明。', 14)}{_end(sme, when, rng)}"


def _application(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    return f"{title('应用证明', 24)}{rows([('应用单位：', sme.name), ('信用代码：', sme.code), ('应用产品：', done), ('提供单位：', applicant.name), ('应用时间：', '2024年5月至今')], 85, 9, 13)}{para(f'应用情况：平台在我单位稳定运行，{effect}。', 14)}{_end(sme, when, rng)}"


def _reply(sme: Firm, applicant: Firm, rng: Random, done: str, effect: str, when: str) -> str:
    return f"{title('确认函', 24)}{para(applicant.name + '：', 14, False)}{para(f'贵公司“链式”数字化转型过程中，为我单位实施了{done}。经核对，{effect}，我单位确认属于贵公司带动的中小企业。我单位统一社会信用代码：{sme.code}。', 14)}{_end(sme, when, rng)}"


def credit(owner: Firm, rng: Random, layout: str) -> Drawn:
    """``layout``: summary (法人和其他组织信用信息概况), report (法人和非法人组织公共信用信息报告)."""
    issued = day(rng, "2025-06-20", "2025-07-18")
    name = "法人和其他组织信用信息概况" if layout == "summary" else "法人和非法人组织公共信用信息报告"
    head = f'<div style="display:flex;justify-content:space-between;font-size:10pt"><span>信用中国 WWW.CREDITCHINA.GOV.CN</span><span>报告编号：{issued:%Y%m%d}{rng.randrange(10**9):09d}<br>{rng.choice(("生成时间", "报告生成日期", "下载时间"))}：{written(issued, rng, "nd")}</span></div>'
    basic = [
        ["企业名称" if layout == "report" else "主体名称", owner.name],
        ["统一社会信用代码", owner.code],
        ["法定代表人/负责人", owner.head],
        ["主体类型", "企业法人"],
        ["地址", owner.address],
        ["成立日期", "2012年8月9日"],
    ]
    counts = [
        ["信息类别", "条数"],
        ["行政管理", "12条"],
        ["诚实守信", "1条"],
        ["严重失信", "0条"],
        ["经营异常", "0条"],
        ["信用承诺", "3条"],
    ]
    first = f'<div style="padding:50pt 55pt">{head}{title(name, 22)}{para("一、基础信息", 13, False)}{table(basic, [32, 68], 11, align="ll")}{para("二、信用信息概要", 13, False)}{table(counts, [60, 40], 11)}</div>'
    more = [
        ["行政许可决定书文号", f"冀石审〔2024〕第{rng.randint(100, 999)}号"],
        ["许可类别", "登记"],
        ["许可决定日期", "2024年3月8日"],
        ["有效期至", "2029-03-07"],
        ["许可机关", "石家庄市行政审批局"],
    ]
    second = f'<div style="padding:50pt 55pt">{para("三、行政管理信息", 13, False)}{table(more, [40, 60], 11)}{para("四、严重失信主体名单信息：查询期内无相关记录", 12, False)}{para("报告结束", 11, False, centre=True)}</div>'
    fields: dict[str, str | float] = {"holder": owner.name, "uscc": owner.code, "issued": issued.isoformat()}
    return Drawn(
        "credit_report", fields, (Sheet(first), Sheet(second)), rng.choice(("信用报告", "信用中国查询报告", "信用信息概况")), layout
    )


def photos(rng: Random, layout: str) -> Drawn:
    """``layout``: one (a page with both), two (a page before, a page after)."""
    pages = (("改造前", "改造后"),) if layout == "one" else (("改造前",) * 2, ("改造后",) * 2)
    sheets = []
    for n, page in enumerate(pages):
        head = title(rng.choice(("企业改造前后影像资料", "车间改造前后对比")), 18) if n == 0 else ""
        body = "".join(
            f'<div style="text-align:center;margin:14pt 0"><img style="width:400pt" src="{_photo(rng)}"><div style="font-size:12pt">{w}：{rng.choice(("灌装车间人工上料", "总装线", "自动化立体库", "中控室"))}</div></div>'
            for w in page
        )
        sheets.append(Sheet(f'<div style="padding:40pt 60pt">{head}{body}</div>'))
    return Drawn("transformation_photos", {}, tuple(sheets), rng.choice(("改造前后影像资料", "改造前后照片")), layout)


def _photo(rng: Random) -> str:
    noise = np.random.default_rng(rng.randrange(10**6))
    image = Image.fromarray(noise.integers(40, 200, (24, 36, 3), dtype=np.uint8).astype(np.uint8)).resize(
        (720, 480), Image.Resampling.BICUBIC
    )
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y = rng.randrange(620), rng.randrange(380)
        draw.rectangle((x, y, x + rng.randrange(20, 160), y + rng.randrange(20, 120)), outline=(20, 20, 20), width=4)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def minutes(owner: Firm, rng: Random) -> Drawn:
    """An acceptance opinion: a paper of no kind of the contract."""
    html = f'<div style="padding:70pt 60pt">{title("数字化转型项目验收意见", 20)}{para(f"2025年3月12日，石家庄市工业和信息化局组织专家对{owner.name}承担的数字化转型项目进行验收。专家组听取汇报、查看现场，一致同意通过验收。", 13)}{para("专家组组长：" + person(rng), 13, right=True)}</div>'
    return Drawn("other", {}, (Sheet(html),), "验收意见", "minutes")
