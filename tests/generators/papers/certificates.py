"""Certificates of level, title, prize and R&D institution: plaques, letters, tables, batch notices; validity worded in several ways."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.generators.papers.drawing import FONTS, Drawn, Sheet, para, rows, seal, table, title
from tests.generators.papers.people import Firm, day, firm, later, person, written

TITLES = (
    "河北省专精特新中小企业",
    "河北省创新型中小企业",
    "专精特新“小巨人”企业",
    "河北省科技型中小企业",
    "高新技术企业",
    "河北省绿色工厂",
    "石家庄市专精特新中小企业",
)
PRIZES = (
    "河北省科学技术进步奖二等奖",
    "石家庄市质量奖",
    "河北省工业设计大赛银奖",
    "第十二届中国创新创业大赛河北赛区优秀奖",
    "河北省制造业单项冠军企业",
    "河北省优秀民营企业",
    "石家庄市重合同守信用企业",
    "河北省农业产业化重点龙头企业",
)
CENTRES = (
    "河北省企业技术中心",
    "河北省工业企业研发机构（B级）",
    "河北省乳品加工技术创新中心",
    "石家庄市工程技术研究中心",
    "河北省博士后创新实践基地",
    "河北省工业设计中心",
    "国家企业技术中心",
)
LEVELS = ("一级", "二级", "三级", "四级")
MATURITY = ("plaque", "table", "report", "sentence")
VALIDITY = ("until", "span", "years", "months", "dots", "none")


def validity(issued: date, rng: Random, way: str, years: int = 3) -> tuple[str, date | None]:
    """How a certificate words its validity, and the last day that it means."""
    end = later(issued, years)
    if way == "until":
        return f"{rng.choice(('有效期至：', '有效期至', '有效期限至：'))}{written(end, rng, 'njds')}", end
    if way == "span":
        how = rng.choice("njs")
        return f"有效期：{written(issued, rng, how)}{rng.choice(('至', '-', '—'))}{written(end, rng, how)}", end
    if way == "years":
        return rng.choice(("有效期：三年", "有 效 期： 三年", "有效期3年")), later(issued, 3, 0)
    if way == "months":
        last = date(issued.year + years, issued.month, 1)
        shown = f"有效期：{issued.year}年{issued.month}月至{last.year}年{last.month}月"
        nxt = date(last.year + last.month // 12, last.month % 12 + 1, 1)
        return shown, date.fromordinal(nxt.toordinal() - 1)
    if way == "dots":
        return f"有效期 {issued.isoformat().replace('-', '.')} - {end.isoformat().replace('-', '.')}", end
    return "", None


def maturity(owner: Firm, rng: Random, layout: str, level: str = "") -> Drawn:
    level = level or rng.choice(LEVELS[1:])
    issued = day(rng, "2025-01-10", "2025-06-28")
    words, end = validity(issued, rng, rng.choice(("until", "span", "years", "months")))
    number = rng.choice(
        (f"SZ-{issued.year}-{rng.randint(100, 999)}", f"HB-DX{rng.randrange(10**6):06d}", f"SJZSZH{issued.year}{rng.randint(1000, 9999)}")
    )
    body = rng.choice(("河北工评数字技术有限公司", "石家庄智测信息技术服务有限公司", "河北省工业互联网研究院"))
    day_text = written(issued, rng, "njc")
    close = f'<div style="position:absolute;right:80pt;top:640pt;font-size:13pt;text-align:right">{body}<br>{day_text}</div>{seal(body, 430, 655, rng)}'
    name = rng.choice(("中小企业数字化水平等级证书", "中小企业数字化水平评测证书", "数字化水平等级证书"))
    if layout == "plaque":
        html = f"{title(name, 28, 20)}{para('证书编号：' + number, 12, False, centre=True)}{para(owner.name + '：', 15, False)}{para('依据《中小企业数字化水平评测指标（2024年版）》，经资料审查、现场评测和综合评定，贵单位数字化水平等级为', 14)}{title(level, 40)}{para('特发此证。', 14)}{para(words, 13, False)}"
    elif layout == "table":
        html = title(name, 26, 20) + table(
            [
                ["企业名称", owner.name],
                ["统一社会信用代码", owner.code],
                ["证书编号", number],
                ["评测依据", "中小企业数字化水平评测指标（2024年版）"],
                ["评测得分", f"{rng.uniform(60, 95):.1f}分"],
                [
                    "评测等级",
                    level
                    + rng.choice(("", {"一级": "（初始级）", "二级": "（规范级）", "三级": "（集成级）", "四级": "（协同级）"}[level])),
                ],
                ["发证日期", day_text],
                [
                    words.split("：")[0].split("至")[0][:3] if words else "备注",
                    words.replace("有效期", "", 1).lstrip("：至 ") if words else "",
                ],
            ],
            [30, 70],
            13,
        )
    elif layout == "sentence":
        html = f"{title(name, 28, 20)}{para('编号：' + number, 12, False, right=True)}{para(f'兹证明{owner.name}（统一社会信用代码：{owner.code}）按照工信部《中小企业数字化水平评测指标（2024年版）》完成评测，评定等级为{level}，特此证明。', 15)}{para(words, 13, False)}"
    else:
        html = (
            title("中小企业数字化水平评测报告", 26, 30)
            + rows(
                [
                    ("企业名称：", owner.name),
                    ("证书编号：", number),
                    ("评测结果：", f"数字化水平{level}"),
                    ("评测机构：", body),
                    ("评测日期：", day_text),
                ],
                110,
                16,
                14,
            )
            + (para(words, 13, False) if words else "")
        )
    fields: dict[str, str | float] = {"holder": owner.name, "level": level, "number": number, "issued": issued.isoformat()}
    if end:
        fields["valid_until"] = end.isoformat()
    return Drawn(
        "maturity_certificate",
        fields,
        (Sheet(f'<div style="padding:80pt 65pt">{html}{close}</div>', style=f"font-family:'{rng.choice(FONTS)}'"),),
        rng.choice(("数字化水平等级证书", "等级证书", "验收等级证书")),
        layout,
    )


def qualification(owner: Firm, rng: Random, layout: str, way: str, issued: date | None = None) -> Drawn:
    """``layout``: recognise (认定…为), plaque (the title large), form (labels), hitech (高新技术企业证书), notice (a batch list)."""
    if layout == "notice":
        return notice(owner, rng)
    what = "高新技术企业" if layout == "hitech" else rng.choice(TITLES)
    issued = issued or day(rng, "2022-09-01", "2025-05-30")
    words, end = validity(issued, rng, way)
    number = rng.choice(
        (f"{issued.year}S1301{rng.randrange(10**5):05d}", f"HB{issued.year}ZJTX{rng.randint(1000, 9999)}", f"JCX{rng.randrange(10**6):06d}")
    )
    office = "河北省工业和信息化厅"
    if layout == "hitech":
        number = f"GR{issued.year}13{rng.randrange(10**6):06d}"
        years = rng.choice(("三年", f"三年（至{written(later(issued, 3, 0), rng, 'n')}）"))
        html = title("高新技术企业", 32, 6) + title("证书", 32, 6) if rng.random() < 0.4 else title("高新技术企业证书", 34, 12)
        html += rows(
            [
                ("企业名称：", owner.name),
                ("证书编号：", number),
                ("发证时间：", written(issued, rng, "nc")),
                ("有 效 期：", years),
                ("批准机关：", "河北省科学技术厅　河北省财政厅　国家税务总局河北省税务局"),
            ],
            100,
            16,
            15,
        )
        html += seal("河北省科学技术厅", 200, 640, rng) + seal("河北省财政厅", 420, 640, rng)
        end = later(issued, 3, 0)
    else:
        html = {"recognise": _recognised, "plaque": _plaque, "form": _formed}[layout](owner, rng, what, number, words)
        html += f'<div style="position:absolute;right:80pt;top:620pt;font-size:14pt;text-align:right">{office}<br>{written(issued, rng, "njc")}</div>{seal(office, 440, 640, rng)}'
    fields: dict[str, str | float] = {"holder": owner.name, "kind": what, "number": number, "issued": issued.isoformat()}
    if end:
        fields["valid_until"] = end.isoformat()
    stem = rng.choice((f"{what}证书", "资质证书", "企业资质"))
    return Drawn(
        "qualification",
        fields,
        (Sheet(f'<div style="padding:80pt 65pt">{html}</div>', style=f"font-family:'{rng.choice(FONTS)}'"),),
        stem,
        f"{layout}-{way}",
    )


def _recognised(owner: Firm, rng: Random, what: str, number: str, words: str) -> str:
    verb = rng.choice(("认定你单位为", "认定你公司为", "经审核，认定为", "经评审，你单位被认定为"))
    quoted = f"“{what}”" if "“" not in what else what
    return f"{title(rng.choice(('证  书', '认 定 证 书', '荣誉证书')), 36, 20)}{para(owner.name + '：', 17, False)}{para(f'{verb}{quoted}。', 17)}{para('特发此证。', 17)}{para('证书编号：' + number, 13, False)}{para(words, 13, False) if words else ''}"


def _plaque(owner: Firm, rng: Random, what: str, number: str, words: str) -> str:
    return f"<div style='height:60pt'></div>{title(what, 34, 30, '#8a1c1c')}{title(owner.name, 20, 20)}{para('编号：' + number, 13, False, centre=True)}{para(words, 13, False, centre=True) if words else ''}"


def _formed(owner: Firm, rng: Random, what: str, number: str, words: str) -> str:
    pairs = [("企业名称：", owner.name), ("证书编号：", number)]
    if words:
        head, _, tail = words.partition("：")
        pairs.append((head + "：", tail) if tail else ("有效期：", words.replace("有效期至", "至").replace("有效期", "").strip()))
    return title(f"{what}证书", 26, 30) + rows(pairs, 100, 16, 15)


def notice(owner: Firm, rng: Random) -> Drawn:
    """A page or two of 公布名单 with the applicant on the list."""
    batch = rng.choice("一二三四五六七八")
    issued = day(rng, "2023-01-01", "2025-05-30")
    what = rng.choice(("河北省专精特新中小企业", "河北省创新型中小企业", "专精特新“小巨人”企业"))
    office = "河北省工业和信息化厅"
    number = f"冀工信企业〔{issued.year}〕{rng.randint(20, 320)}号"
    head = (
        f'<div style="padding:60pt 62pt">{title(office + "文件", 30, 10, "#c00")}{para(number, 12, False, centre=True)}<hr style="border:1.5pt solid #c00">{title(f"关于公布{issued.year}年第{batch}批{what}名单的通知", 18)}'
        f"{para('各市（含定州、辛集市）工业和信息化局，雄安新区改革发展局：', 12, False)}{para(f'根据《优质中小企业梯度培育管理暂行办法》，经企业申报、县级初审、市级推荐、专家评审和社会公示，现将{issued.year}年第{batch}批{what}名单予以公布，有效期三年。', 12)}{para(office, 12, right=True)}{para(written(issued, rng, 'n'), 12, right=True)}{seal(office, 420, 480, rng)}</div>"
    )
    at = rng.randint(3, 18)
    lines = [["序号", "企业名称", "所属地市"], *[[str(i + 1), owner.name if i == at else firm(rng).name, "石家庄市"] for i in range(22)]]
    listing = f'<div style="padding:50pt 55pt">{para("附件", 11, False)}{title(f"{issued.year}年第{batch}批{what}名单", 16)}{table(lines, [12, 66, 22], 10)}</div>'
    fields: dict[str, str | float] = {"holder": owner.name, "kind": what, "issued": issued.isoformat()}
    return Drawn("qualification", fields, (Sheet(head), Sheet(listing)), rng.choice((f"{what}公布文件", "专精特新公告名单")), "notice")


def award(owner: Firm, rng: Random, layout: str) -> Drawn:
    """``layout``: winner (荣获…), plaque, project (a prize for a project, with its holders)."""
    what = rng.choice(PRIZES)
    issued = day(rng, "2020-05-01", "2025-05-30")
    number = rng.choice((f"{issued.year}-J-2-{rng.randint(10, 99)}", f"HBSJ{issued.year}{rng.randint(100, 999)}", ""))
    office = rng.choice(("河北省人民政府", "石家庄市人民政府", "河北省工业和信息化厅", "河北省食品工业协会", "河北省市场监督管理局"))
    if layout == "winner":
        verb = rng.choice(("荣获", "被评为", "授予你单位", "获得"))
        html = f"{title(rng.choice(('荣誉证书', '获奖证书', '证  书')), 36, 20, '#b8860b')}{para(owner.name + '：', 17, False)}{para(f'{verb}“{what}”' + rng.choice(('称号', '荣誉称号', '')) + '，特发此证，以资鼓励。', 17)}"
    elif layout == "plaque":
        html = f"<div style='height:50pt'></div>{title(what, 34, 30, '#8a1c1c')}{title(owner.name, 20)}"
    else:
        what = rng.choice(("河北省科学技术进步奖三等奖", "河北省技术发明奖二等奖"))
        name, rank = what[:-3], what[-3:]
        html = f"{title(name + '证书', 30, 20)}{para('为表彰在促进科学技术进步工作中做出重大贡献者，特颁发此证书。', 15)}{rows([('项目名称：', '乳清粉连续干燥关键技术研究与应用'), ('奖励等级：', rank), ('获奖单位：', owner.name)], 90, 12, 15)}"
    if number:
        html += para("证书编号：" + number, 12, False)
    html += f'<div style="position:absolute;right:80pt;top:620pt;font-size:14pt;text-align:right">{office}<br>{written(issued, rng, "njc")}</div>{seal(office, 440, 640, rng)}'
    fields: dict[str, str | float] = {"holder": owner.name, "kind": what, "issued": issued.isoformat()}
    if number:
        fields["number"] = number
    return Drawn(
        "award",
        fields,
        (
            Sheet(
                f'<div style="padding:80pt 65pt">{html}</div>',
                False,
                f"font-family:'{rng.choice(FONTS)}'",
            ),
        ),
        rng.choice(("获奖证书", "荣誉证书", "奖励证书")),
        layout,
    )


def centre(owner: Firm, rng: Random, layout: str, way: str) -> Drawn:
    """研发机构认定: ``layout`` recognise, plaque, form or approval (a letter of 批复)."""
    what = rng.choice(CENTRES)
    issued = day(rng, "2021-03-01", "2025-04-30")
    words, end = validity(issued, rng, way)
    number = rng.choice(
        (f"冀技中心〔{issued.year}〕{rng.randint(10, 300)}", f"YF-{issued.year}-{rng.randint(100, 999)}", f"SG{rng.randrange(10**6):06d}")
    )
    office = rng.choice(("河北省发展和改革委员会", "河北省科学技术厅", "石家庄市科学技术局", "河北省工业和信息化厅"))
    html = {"recognise": _recognised, "plaque": _plaque, "form": _formed}[layout](owner, rng, what, number, words)
    html += f'<div style="position:absolute;right:80pt;top:620pt;font-size:14pt;text-align:right">{office}<br>{written(issued, rng, "njc")}</div>{seal(office, 440, 640, rng)}'
    fields: dict[str, str | float] = {"holder": owner.name, "kind": what, "number": number, "issued": issued.isoformat()}
    if end:
        fields["valid_until"] = end.isoformat()
    return Drawn(
        "rd_institution_certificate",
        fields,
        (Sheet(f'<div style="padding:80pt 65pt">{html}</div>', style=f"font-family:'{rng.choice(FONTS)}'"),),
        rng.choice(("研发机构认定证书", "研发平台证书", what)),
        f"{layout}-{way}",
    )


def inspection(owner: Firm, rng: Random) -> Drawn:
    """A test report: a paper of no kind of the contract."""
    html = f'<div style="padding:70pt 60pt">{title("检 验 报 告", 28)}{para("报告编号：WT" + str(rng.randrange(10**8)), 12, False)}{table([["样品名称", "灌装阀"], ["委托单位", owner.name], ["检验类别", "委托检验"], ["检验依据", "GB/T 12345-2020"], ["检验结论", "所检项目合格"], ["批准", person(rng)]], [30, 70], 12)}{seal("河北省产品质量监督检验研究院", 430, 600, rng)}</div>'
    return Drawn("other", {}, (Sheet(html),), "检验报告", "inspection")
