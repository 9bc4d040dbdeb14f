"""Front papers, form, seals and the papers enclosed, as HTML."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.generators.books.content import Book
from tests.generators.books.headings import CN, link
from tests.generators.books.style import HEI, SERIF, Style
from tests.generators.seals import SealSpec, fonts, seal_image

DIRECTIONS = [("lighthouse", "“小灯塔”标杆企业"), ("workshop", "数字化车间及智能工厂"), ("innovation", "创新能力显著提升企业")]
INDUSTRIES = ["生物医药制造业", "新一代电子信息和装备产业", "现代食品制造业", "先进专用设备制造业"]


@cache
def seal(text: str, key: str, place: str = "", size: float = 114.0) -> str:
    """A round seal as an electronic seal stands in a file: a picture with a clear ground."""
    ink = seal_image(SealSpec(text, 0, 0, size, tilt=float(len(key) % 9 - 4), face=len(text)), seed=len(text) * 7 + len(key))
    ink = ink.resize((ink.width // 2, ink.height // 2), Image.Resampling.LANCZOS).point(lambda v: int(v * 0.86))
    picture = Image.new("RGBA", ink.size, (200, 32, 47, 0))
    picture.putalpha(ink)
    return link(f"seal/{key}", f'<img src="{_data(picture)}" style="width:{size * ink.width / ink.height:.0f}pt">', f"seal {place}")


@cache
def signature(name: str) -> str:
    """A name written by hand, as a picture."""
    picture = Image.new("RGBA", (150 * len(name) + 60, 210), (26, 26, 74, 0))
    draw = ImageDraw.Draw(picture)
    face = next((f for f in fonts() if "kai" in f.lower()), fonts()[0])
    for i, char in enumerate(name):
        tile = Image.new("L", (200, 200), 0)
        ImageDraw.Draw(tile).text((100, 100), char, font=ImageFont.truetype(face, 140), fill=235, anchor="mm")
        tile = tile.transform(tile.size, Image.Transform.AFFINE, (1, 0.28, -28, 0.06 * (-1) ** i, 1, 0), Image.Resampling.BICUBIC)
        picture.paste((26, 26, 74, 255), (130 * i, 6 * (i % 2)), tile)
    draw.line([(120 * len(name), 150), (120 * len(name) + 60, 120), (120 * len(name) + 110, 145)], fill=(26, 26, 74, 230), width=5)
    return f'<img class="sign" src="{_data(picture)}" style="height:34pt">'


def _data(picture: Image.Image) -> str:
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def day(value: str, style: Style) -> str:
    """A date in the style's form; blanks to fill in where there is none."""
    if not value:
        return "&emsp;&emsp;年&emsp;&emsp;月&emsp;&emsp;日"
    d = date.fromisoformat(value)

    def tens(n: int) -> str:
        return ("" if n < 10 else "十" if n < 20 else CN[n // 10] + "十") + (CN[n % 10] if n % 10 else "")

    year = "".join("〇一二三四五六七八九"[int(c)] for c in str(d.year))
    text = style.date.format(
        y=d.year, m=d.month, d=d.day, mm=f"{d.month:02}", dd=f"{d.day:02}", cny=year, cnm=tens(d.month), cnd=tens(d.day)
    )
    return link("f/date", text)


def front(book: Book, style: Style) -> str:
    """Commitment and declaration."""

    def who(place: str) -> str:
        return signature(book.legal) if place in book.signed else ""

    def stamp(place: str) -> str:
        return seal(book.company, place) if place in book.seals else ""

    commitment = f"""<p class="title">{link("s/commitment", "一、承诺书", "h")}</p><p>本企业承诺：</p>
<p>1. 本申请报告中所填写的内容真实、合法、有效。</p><p>2. 提供的申报资料和文件内容真实、可靠、事实存在。</p>
<p>3. 本申请报告中所涉本单位的知识产权、商业秘密明晰完整，归属本单位或技术来源正当合法，未剽窃他人成果，未侵犯他人的知识产权或商业秘密。</p>
<p>4. 近三年未发生较大安全（含网络安全、数据安全），质量、环境污染等事故及偷税漏税等违法违规行为。</p>
<p>若发生与上述承诺相违背的事实，由本单位承担法律责任。</p><br>
<p class="at">法定代表人（签字）：{who("commitment")}</p><p class="at">单位（盖章）：{stamp("commitment")}</p><p class="at">{day(book.commitment_date, style).replace("f/date", "f/commitment_date")}</p>"""
    declaration = f"""<p class="title">{link("s/declaration", "二、企业申报声明", "h")}</p>
<p>1. 申报的所有材料均依据相关申报要求据实提供；</p><p>2. 按规定使用奖补资金，设立专账，用于持续开展数字化转型相关工作，并做好绩效评价相关工作；</p>
<p>3. 自觉接受财政、工信、审计等部门的监督检查，如违背相关承诺，愿意承担相关责任并按要求退还奖补资金。</p><br>
<p class="at">申报单位（盖章）：{stamp("declaration")}</p><p class="at">法定代表人（签字或盖章）：{who("declaration")}</p><p class="at">日期：{day(book.declaration_date, style).replace("f/date", "f/declaration_date")}</p>"""
    gap = "<div style='height:60px'></div>" if style.joint_front else ""
    return f'<section class="new">{commitment}{gap}' + (
        f"{declaration}</section>" if style.joint_front else f'</section><section class="new">{declaration}</section>'
    )


def _choice(options: list[str], chosen: list[str], style: Style, per_row: int = 9) -> str:
    out = []
    for i, option in enumerate(options):
        on = option in chosen
        box = style.boxes[1] if on and not style.hand else style.boxes[0]
        mark = (
            '<svg class="tick" width="26" height="24"><path d="M3 12 L10 20 L25 2" fill="none" stroke="#1a1a4a" stroke-width="2.6"/></svg>'
            if on and style.hand
            else ""
        )
        text = f"{option}{box}{mark}" if style.box_after else f"{box}{mark}{option}"
        out.append(f'<span class="opt">{text}</span>' + ("<br>" if (i + 1) % per_row == 0 and i + 1 < len(options) else " "))
    return "".join(out)


def form(book: Book, style: Style) -> str:
    """企业申请表 in one of three layouts."""
    f = book.form

    def v(id: str, text: object) -> str:
        return link(f"f/{id}", f'<span class="filled">{escape(str(text))}</span>')

    def many(x: Any) -> list[str]:
        return x if isinstance(x, list) else [x]

    size = (
        _choice(["中型", "小型", "微型"], many(f["size"]), style)
        + ("<br>" if style.form != "wide" else "")
        + _choice(["规上", "规下"], many(f["above_scale"]), style)
    )
    owner = _choice(["国有", "民营", "合资", "外资"], many(f["ownership"]), style, 2 if style.form == "four" else 9)
    industry = _choice(INDUSTRIES, many(f["pilot_industry"]), style, 1 if style.form != "wide" else 2)
    note = "（按照《国民经济行业分类（GB/T4754-2017）》的标准填写4位数所属行业细分代码）"
    code = f"行业代码：{v('industry_code', f['industry_code'])}<br>{note}"
    names = [label for id, label in DIRECTIONS if id in book.ticked]
    ways = _choice([label for _, label in DIRECTIONS], names, style, 1 if style.form != "wide" else 9)
    level = _choice(["二级", "三级", "四级"], many(f["maturity_level"]), style)
    name, county = v("company_name", book.company), v("county", book.county)
    uscc, people, sub = v("uscc", book.code), v("employees", f["employees"]), v("subfield", f["subfield"])
    tail = f'<tr><td colspan="4">申报方向（限选 2 项）：<br>{link("f/directions", ways)}</td></tr><tr><td colspan="4">根据验收评测达到的数字化水平等级：{level}</td></tr>'
    if style.form == "two":
        rows = [
            ("企业名称", name),
            ("统一社会信用代码", uscc),
            ("所在县（市、区）", county),
            ("从业人数（人）", people),
            ("企业规模", size),
            ("企业类型", owner),
            ("所属细分行业", f"{industry}<br>{code}"),
            ("具体细分领域名称", sub),
        ]
        body = "".join(f'<tr><td class="l">{a}</td><td colspan="3">{b}</td></tr>' for a, b in rows) + tail
    else:
        four = [
            ("企业名称", name, "所在县（市、区）", county),
            ("统一社会信用代码", uscc, "从业人数（人）", people),
            ("企业规模", size, "企业类型", owner),
            ("所属细分行业", f"{industry}<br>{code}", "具体细分领域名称", sub),
        ]
        body = "".join(f'<tr><td class="l">{a}</td><td>{b}</td><td class="l">{c}</td><td>{d}</td></tr>' for a, b, c, d in four) + tail
    office = f"石家庄市{book.county}工业和信息化局"
    own = seal(book.company, "form", "left") if "form" in book.seals else ""
    theirs = seal(office, "form.county", "right", 119) if "form.county" in book.seals else ""
    return f"""<section class="new"><p class="title">{link("s/form", "三、企业申请表", "h")}</p>
<p class="at">企业名称：（盖章）{own}</p><p class="at">县（市、区）工业和信息化主管部门：（盖章）{theirs}</p><div style="height:60px"></div>
<table class="form {style.form}">{body}</table></section>"""


def enclosed(book: Book, style: Style) -> list[tuple[str, str]]:
    """(type, HTML) of the enclosed papers, each on a page of its own."""
    company, code = escape(book.company), book.code
    box = "font-family:" + SERIF
    issued = "2025-03-20"
    licence = f"""<div style="{box};border:3px double #a33;padding:40px;height:700px"><h1 style="letter-spacing:30px">营业执照</h1><p class="no">统一社会信用代码　{code}</p>
<p>名　　称　{company}</p><p>类　　型　有限责任公司</p><p>法定代表人　{book.legal}</p><p>经营范围　许可项目以外的各类产品研发、制造与销售。</p><p>注册资本　叁仟万元整</p><p>成立日期　2009年05月18日</p><p>住　　所　石家庄市{book.county}工业园区</p><br><p style="text-align:right">登记机关</p><p style="text-align:right">2021年06月08日</p></div>"""
    revenue, rd = book.audit["revenue"], book.audit["rd"]
    audit = f"""<div style="{box}"><h1>审计报告</h1><p style="text-align:center">冀诚审字〔2025〕第0{len(company)}7号</p><p>{company}全体股东：</p><p>一、审计意见</p><p>我们审计了{company}财务报表，包括2024年12月31日的资产负债表，2024年度的利润表。我们认为，后附的财务报表在所有重大方面公允反映了公司2024年12月31日的财务状况以及2024年度的经营成果。</p><p>二、形成审计意见的基础</p><p>我们按照中国注册会计师审计准则的规定执行了审计工作。</p><br><p style="text-align:right">石家庄冀诚会计师事务所</p><p style="text-align:right">2025年3月20日</p></div>
<div style="{box};break-before:page"><h2>利润表</h2><p>编制单位：{company}</p><p style="text-align:right">2024年度　　单位：万元</p><table class="data ruled"><tr><td>项目</td><td>本期金额</td><td>上期金额</td></tr><tr><td>一、营业收入</td><td>{revenue:,.2f}</td><td>{revenue * 0.91:,.2f}</td></tr><tr><td>其中：主营业务收入</td><td>{revenue:,.2f}</td><td>{revenue * 0.91:,.2f}</td></tr><tr><td>减：营业成本</td><td>{revenue * 0.7:,.2f}</td><td>{revenue * 0.65:,.2f}</td></tr><tr><td>研发费用</td><td>{rd:,.2f}</td><td>{rd * 0.9:,.2f}</td></tr></table></div>"""
    tax = f"""<div style="{box}"><h1>中华人民共和国税收完税证明</h1><p>纳税人识别号：{code}</p><p>纳税人名称：{company}</p><table class="data ruled"><tr><td>税种</td><td>税款所属时期</td><td>入（退）库日期</td><td>实缴（退）金额</td></tr><tr><td>增值税</td><td>2024-01-01至2024-12-31</td><td>2025-01-15</td><td>1,263,508.20</td></tr><tr><td>企业所得税</td><td>2024-01-01至2024-12-31</td><td>2025-05-20</td><td>486,120.00</td></tr></table></div>"""
    level = book.form["maturity_level"] or "三级"
    certificate = f"""<div style="{box};border:8px ridge #b90;padding:50px;height:640px"><h1>中小企业数字化水平等级证书</h1><p>企业名称：{company}</p><p>统一社会信用代码：{code}</p><p>经评测，该企业数字化水平达到{level}。</p><p>证书编号：SZSP-{len(company)}-2025-0{book.form["employees"]}</p><p>发证日期：{issued}　　有效期至：2028年3月19日</p><p style="text-align:right">河北数评检测认证有限公司</p></div>"""
    out = [("business_licence", licence), ("audit_report", audit), ("tax_proof", tax), ("maturity_certificate", certificate)]
    if "workshop" in book.parts:
        out.append(
            (
                "transformation_photos",
                f'<div style="{box}"><p style="text-align:center">改造前：人工记录、现场巡检</p><svg width="560" height="240" style="background:#889"></svg><p style="text-align:center">改造后：中央控制室集中监控</p><svg width="560" height="240" style="background:#68a"></svg></div>',
            )
        )
    return out


def cover(book: Book, style: Style) -> str:
    names = "、".join(label for id, label in DIRECTIONS if id in book.ticked)
    return f"""<section style="font-family:{HEI}"><p class="at">附件1-4</p><div style="height:120px"></div><p class="big">石家庄市中小企业数字化转型试点城市</p><p class="big">“数智”标杆中小企业申报书</p><div style="height:160px"></div>
<p class="at">申报单位（盖章）：{escape(book.company)}</p><p class="at">所在县（市、区）：{book.county}</p><p class="at">申报方向：{names}</p><p class="at">申报日期：2025年7月</p></section>"""
