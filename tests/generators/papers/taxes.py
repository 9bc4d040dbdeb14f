"""税收完税证明 (two layouts), 电子缴款凭证, 纳税证明 in words, and the first page of a tax return."""

from __future__ import annotations

from calendar import monthrange
from random import Random

from tests.generators.papers.drawing import FONTS, Drawn, Sheet, para, rows, seal, table, title
from tests.generators.papers.people import Firm, day, money, written

LAYOUTS = ("table", "letter", "payment", "words", "vat-return", "income-return")
_KINDS = ("增值税", "企业所得税", "城市维护建设税", "个人所得税", "教育费附加", "印花税", "房产税")


def _period(rng: Random, year: int, how: str) -> str:
    month = rng.randint(1, 12 if year < 2025 else 5)
    last = monthrange(year, month)[1]
    if how == "dots":
        return f"{year}.{month:02d}.01-{year}.{month:02d}.{last}"
    if how == "words":
        return f"{year}年{month}月1日至{year}年{month}月{last}日"
    return f"{year}-{month:02d}-01至{year}-{month:02d}-{last}"


def tax(owner: Firm, rng: Random, layout: str, year: int) -> Drawn:
    issued = day(rng, "2025-02-01", "2025-07-18") if year < 2025 else day(rng, "2025-06-20", "2025-07-18")
    office = rng.choice(("国家税务总局石家庄市裕华区税务局", "国家税务总局正定县税务局", "国家税务总局石家庄高新技术产业开发区税务局"))
    draw = {"table": _certificate, "letter": _letter, "payment": _payment, "words": _words, "vat-return": _vat, "income-return": _income}[
        layout
    ]
    html, more = draw(owner, rng, year, written(issued, rng, "nj"), office)
    fields: dict[str, str | float] = {"holder": owner.name, "uscc": owner.code, "year": str(year), "issued": issued.isoformat(), **more}
    stem = {"vat-return": "增值税纳税申报表", "income-return": "企业所得税申报表"}.get(layout) or rng.choice(
        ("纳税证明", f"{year}年度完税证明", "纳税凭证")
    )
    return Drawn("tax_proof", fields, (Sheet(html, layout == "payment", f"font-family:'{rng.choice(FONTS)}'"),), stem, layout)


def _certificate(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    number = f"（{rng.randint(241, 253)}）冀证明{rng.randrange(10**7, 10**8)}"
    how = rng.choice(("", "dots"))
    lines = [["原凭证号", "税　种", "品目名称", "税款所属时期", "入（退）库日期", "实缴（退）金额"]]
    lines += [
        [
            f"3130162{rng.randrange(10**10):010d}",
            k,
            "一般",
            _period(rng, year, how),
            day(rng, "2025-01-05", "2025-07-10").isoformat(),
            money(rng.uniform(900, 9e5)),
        ]
        for k in _KINDS
    ]
    lines.append(["金额合计", "（大写）人民币叁拾万元整", "", "", "", "￥300,000.00"])
    html = (
        f'<div style="padding:40pt 40pt">{title("中华人民共和国", 15, 2, space=0.3)}{title(rng.choice(("税收完税证明", "税 收 完 税 证 明", "税收完税证明（表格式）")), 22, 4)}'
        f'<div style="text-align:right;font-size:11pt">{number}</div><div style="display:flex;justify-content:space-between;font-size:10pt"><span>填发日期：{issued}</span><span>税务机关：{office}</span></div>'
        f"{table([['纳税人识别号', owner.code, '纳税人名称', owner.name]], [18, 30, 16, 36], 9.5)}{table(lines, size=8.5, align='cccccr')}"
        f'<p style="font-size:9pt">备注：妥善保管，手写无效。</p>{seal(office, 430, 500, rng, 110, "oval", "征税专用章")}</div>'
    )
    return html, {"number": number}


def _letter(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    """文书式."""
    until = "12月31日" if year < 2025 else "5月31日"
    number = f"（{rng.randint(241, 253)}）冀证完{rng.randrange(10**7, 10**8)}"
    html = (
        f'<div style="padding:80pt 65pt">{title("税收完税证明", 26)}{title("（文书式）", 12, 2)}<div style="text-align:right;font-size:12pt">{number}</div>'
        f"{para(f'纳税人名称：{owner.name}', 13, False)}{para(f'纳税人识别号：{owner.code}', 13, False)}"
        f"{para(f'我局为你单位开具税收完税证明，你单位税款所属期{year}年1月1日至{year}年{until}共缴纳各项税费人民币（大写）壹佰贰拾万零伍佰元整（￥1,200,500.00），其中增值税862,410.11元，企业所得税338,089.89元。', 13)}"
        f"{para('特此证明。', 13)}{para(office, 13, right=True)}{para(f'填发日期：{issued}', 13, right=True)}{seal(office, 420, 430, rng, 110, 'oval', '征税专用章')}</div>"
    )
    return html, {"number": number}


def _payment(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    """银行电子缴税付款凭证, crosswise."""
    number = f"{rng.randrange(10**14, 10**15)}"
    lines = [
        ["税（费）种名称", "所属时期", "实缴金额"],
        *[[k, _period(rng, year, rng.choice(("", "dots"))), money(rng.uniform(900, 9e5))] for k in _KINDS[:4]],
    ]
    html = (
        f'<div style="padding:60pt 70pt">{title("电子缴税付款凭证", 22)}<div style="display:flex;justify-content:space-between;font-size:11pt"><span>缴款日期：{issued}</span><span>凭证编号：{number}</span></div>'
        + rows(
            [
                ("纳税人全称及纳税人识别号：", f"{owner.name} {owner.code}"),
                ("付款人全称：", owner.name),
                ("付款人开户银行：", "中国银行石家庄分行"),
                ("征收机关名称：", office),
                ("收款国库名称：", "国家金库石家庄市支库"),
                ("税票号码：", f"3130162{rng.randrange(10**11):011d}"),
            ],
            170,
            5,
            11,
        )
        + table(lines, size=10, align="lcr")
        + f"{seal('中国银行石家庄分行', 650, 430, rng, 96, 'round', '业务专用章')}</div>"
    )
    return html, {}


def _words(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    span = "度" if year < 2025 else "1月至6月"
    html = (
        f'<div style="padding:90pt 65pt">{title(rng.choice(("纳 税 证 明", "纳税证明", "纳税情况证明")), 26)}'
        f"{para(f'{owner.name}（统一社会信用代码：{owner.code}）系我局所辖纳税人。经查询税收征管系统，该公司{year}年{span}累计入库税款2,386,114.07元，暂未发现欠税情形。', 14)}{para('特此证明。', 14)}"
        f"{para(office, 14, right=True)}{para(issued, 14, right=True)}{seal(office, 430, 360, rng)}</div>"
    )
    return html, {}


def _vat(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    month = rng.randint(1, 5)
    period = f"自{year}年{month:02d}月01日至{year}年{month:02d}月{monthrange(year, month)[1]}日"
    items = (
        "（一）按适用税率计税销售额",
        "其中：应税货物销售额",
        "销项税额",
        "进项税额",
        "上期留抵税额",
        "应抵扣税额合计",
        "应纳税额",
        "应纳税额合计",
        "本期应补（退）税额",
    )
    lines = [
        ["项　　目", "栏次", "一般项目 本月数", "一般项目 本年累计"],
        *[[n, str(i + 1), money(rng.uniform(0, 9e6)), money(rng.uniform(9e6, 9e7))] for i, n in enumerate(items)],
    ]
    html = (
        f'<div style="padding:40pt 45pt">{title("增值税及附加税费申报表", 18, 3)}{title("（一般纳税人适用）", 11, 2)}'
        f'<div style="display:flex;justify-content:space-between;font-size:9pt"><span>税款所属时间：{period}</span><span>填表日期：{issued}</span><span>金额单位：元（列至角分）</span></div>'
        f"{table([['纳税人识别号（统一社会信用代码）', owner.code, '所属行业', '专用设备制造业'], ['纳税人名称', owner.name, '法定代表人姓名', owner.head], ['注册地址', owner.address, '登记注册类型', '有限责任公司']], [26, 34, 16, 24], 8.5)}"
        f"{table(lines, [46, 10, 22, 22], 8.5, align='lcrr')}<p style='font-size:9pt'>声明：此表是根据国家税收法律法规及相关规定填写的，本人（单位）对填报内容（及附带资料）的真实性、可靠性、完整性负责。</p></div>"
    )
    return html, {}


def _income(owner: Firm, rng: Random, year: int, issued: str, office: str) -> tuple[str, dict[str, str | float]]:
    end = "12月31日" if year < 2025 else "03月31日"
    name = "中华人民共和国企业所得税年度纳税申报表（A类）" if year < 2025 else "中华人民共和国企业所得税月（季）度预缴纳税申报表（A类）"
    items = (
        "营业收入",
        "营业成本",
        "利润总额",
        "减：不征税收入",
        "实际利润额",
        "税率（25%）",
        "应纳所得税额",
        "减：减免所得税额",
        "本期应补（退）所得税额",
    )
    lines = [["行次", "项　　目", "本年累计金额"], *[[str(i + 1), n, money(rng.uniform(1e4, 9e7))] for i, n in enumerate(items)]]
    html = (
        f'<div style="padding:50pt 50pt">{title(name, 15)}{para(f"税款所属期间：{year}年01月01日至{year}年{end}", 11, False, centre=True)}{para(f"纳税人识别号（统一社会信用代码）：{owner.code}", 11, False)}'
        f"{para(f'纳税人名称：{owner.name}　　　　　　金额单位：人民币元（列至角分）', 11, False)}{table(lines, [12, 58, 30], 10, align='clr')}"
        f"{para(f'谨声明：本纳税申报表是根据国家税收法律法规及相关规定填报的，是真实的、可靠的、完整的。纳税人（签章）：{owner.name}　{issued}', 10)}</div>"
    )
    return html, {}
