"""审计报告: cover, opinion, 资产负债表, 利润表 in several wordings, units and orders of columns, 附注."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.generators.papers.drawing import FONTS, Drawn, Sheet, para, seal, table, title
from tests.generators.papers.people import Firm, day, money, person, written

LAYOUTS = ("common", "general", "short", "years", "swapped", "main")
_OPINION = (
    "我们按照中国注册会计师审计准则的规定执行了审计工作。审计报告的“注册会计师对财务报表审计的责任”部分进一步阐述了我们在这些准则下的责任。",
    "管理层负责按照企业会计准则的规定编制财务报表，使其实现公允反映，并设计、执行和维护必要的内部控制。",
    "我们的目标是对财务报表整体是否不存在由于舞弊或错误导致的重大错报获取合理保证，并出具包含审计意见的审计报告。",
)


@dataclass(frozen=True)
class _Year:
    """An income statement of one year in yuan; its rows add up."""

    revenue: float
    main: float
    cost: float
    tax: float
    sales: float
    admin: float
    rd: float
    finance: float
    other: float

    @property
    def profit(self) -> float:
        return round(self.revenue - self.cost - self.tax - self.sales - self.admin - self.rd - self.finance + self.other, 2)


def _year(rng: Random) -> _Year:
    revenue = round(rng.uniform(8e6, 3.9e8), 2)

    def part(a: float, b: float) -> float:
        return round(revenue * rng.uniform(a, b), 2)

    return _Year(
        revenue,
        round(revenue * rng.uniform(0.95, 0.999), 2),
        part(0.6, 0.75),
        part(0.003, 0.01),
        part(0.02, 0.06),
        part(0.04, 0.07),
        part(0.02, 0.08),
        part(-0.002, 0.01),
        part(0.0, 0.01),
    )


def audit(owner: Firm, by: Firm, rng: Random, layout: str, year: int = 2024) -> Drawn:
    """``layout``: one of `LAYOUTS`; see `_statement`."""
    now, then = _year(rng), _year(rng)
    unit = {"general": "万元", "years": "千元"}.get(layout, "元")
    issued = day(rng, f"{year + 1}-01-20", f"{year + 1}-06-20")
    word = rng.choice(("审字", "会审字", "财审字", "审报字"))
    left, right = rng.choice(("〔〕", "[]", "（）", "【】"))
    number = f"{by.name[:2] if by.name[:2] not in ('石家', '河北', '北京') else by.name[2:4].replace('庄', '冀')}{word}{left}{year + 1}{right}第{rng.randint(100, 4999):04d}号"
    style = f"font-family:'{rng.choice(FONTS)}'"
    called = rng.choice(("贵公司", "公司"))
    place = "中国·石家庄" if rng.random() < 0.5 else "中国 石家庄市"
    signed = written(issued, rng, "njc")
    cover = (
        f'<div style="padding:150pt 60pt 0">{title(owner.name, 22)}{title(f"{year}年度审计报告" if rng.random() < 0.5 else "审 计 报 告", 30)}'
        f'{title(number, 14)}<div style="height:300pt"></div>{title(by.name, 16)}{title(signed, 14)}{seal(by.name, 300, 590, rng)}</div>'
    )
    opinion = (
        f'<div style="padding:50pt 62pt">{title("审 计 报 告", 24)}{para(number, 12, right=True)}{para(owner.name + "全体股东：", 12, False)}'
        f"{para('一、审计意见', 12)}{para(f'我们审计了{owner.name}（以下简称“{called}”）财务报表，包括{year}年12月31日的资产负债表，{year}年度的利润表、现金流量表、所有者权益变动表以及相关财务报表附注。', 12)}"
        f"{para(f'我们认为，后附的财务报表在所有重大方面按照企业会计准则的规定编制，公允反映了贵公司{year}年12月31日的财务状况以及{year}年度的经营成果和现金流量。', 12)}"
        f"{para('二、形成审计意见的基础', 12)}{para(_OPINION[0], 12)}{para('三、管理层对财务报表的责任', 12)}{para(_OPINION[1], 12)}{para('四、注册会计师对财务报表审计的责任', 12)}{para(_OPINION[2], 12)}"
        f'<div style="display:flex;justify-content:space-between;font-size:12pt;margin-top:20pt"><div>{by.name}<br>{place}</div><div>中国注册会计师：<br>中国注册会计师：</div></div>'
        f"{para(signed, 12, right=True)}{seal(by.name, 150, 720, rng)}{seal(person(rng), 470, 650, rng, 44, 'square')}</div>"
    )
    sheets = [Sheet(cover, style=style)] if rng.random() < 0.6 else []
    sheets += [
        Sheet(opinion, style=style),
        Sheet(_balance(owner, rng, year, unit, layout), style=style),
        Sheet(_statement(owner, rng, now, then, year, unit, layout), style=style),
    ]
    with_notes = rng.random() < 0.7 or layout == "short"
    if with_notes:
        sheets.append(Sheet(_notes(owner, now, then, year), style=style))
    fields: dict[str, str | float] = {
        "holder": owner.name,
        "issued": issued.isoformat(),
        "number": number,
        "year": str(year),
        "revenue": round((now.main if layout == "main" else now.revenue) / 1e4, 2),
    }
    if layout != "short" or with_notes:
        fields["rd_expense"] = round(now.rd / 1e4, 2)
    return Drawn("audit_report", fields, tuple(sheets), rng.choice((f"{year}年度审计报告", f"{year}年财务报告", "审计报告扫描件")), layout)


def _head(name: str, owner: Firm, when: str, unit: str, form: str, rng: Random) -> str:
    unit_text = rng.choice((f"单位：{unit}", f"金额单位：人民币{unit}", f"货币单位：{unit}", f"单位：人民币{unit}"))
    return (
        f'{title(name, 20, 6, space=0.4)}<div style="text-align:center;font-size:10pt">{when}</div>'
        f'<div style="display:flex;justify-content:space-between;font-size:9pt"><span>{rng.choice(("编制单位", "编制单位", "单位名称"))}：{owner.name}</span><span>{form}</span><span>{unit_text}</span></div>'
    )


def _balance(owner: Firm, rng: Random, year: int, unit: str, layout: str) -> str:
    a, b = ("年初余额", "期末余额") if layout == "swapped" else ("期末余额", rng.choice(("年初余额", "上年年末余额")))
    names = ("货币资金", "应收账款", "预付款项", "存货", "流动资产合计", "固定资产", "无形资产", "非流动资产合计", "资产总计")
    owed = (
        "短期借款",
        "应付账款",
        "应付职工薪酬",
        "应交税费",
        "流动负债合计",
        "长期借款",
        "负债合计",
        "所有者权益合计",
        "负债和所有者权益总计",
    )
    lines = [["资产", a, b, "负债和所有者权益", a, b]]
    lines += [
        [
            n,
            money(rng.uniform(1e5, 9e7), unit),
            money(rng.uniform(1e5, 9e7), unit),
            m,
            money(rng.uniform(1e5, 9e7), unit),
            money(rng.uniform(1e5, 9e7), unit),
        ]
        for n, m in zip(names, owed, strict=True)
    ]
    foot = f'<p style="font-size:9pt">法定代表人：{owner.head}　　主管会计工作负责人：{person(rng)}　　会计机构负责人：{person(rng)}</p>'
    return f'<div style="padding:50pt 45pt">{_head("资产负债表", owner, f"{year}年12月31日", unit, "会企01表", rng)}{table(lines, size=8.5, align="lrrlrr")}{foot}</div>'


def _statement(owner: Firm, rng: Random, now: _Year, then: _Year, year: int, unit: str, layout: str) -> str:
    """利润表. common 一、营业收入; general 一、营业总收入/其中：营业收入 in 万元; short without 研发费用 of its own (in 管理费用);

    years 2024年度/2023年度 in 千元; swapped 上期 before 本期; main 一、主营业务收入 of the old standard.
    """
    lines = _items(now, then, layout)
    heads = {"years": (f"{year}年度", f"{year - 1}年度"), "swapped": ("上期金额", "本期金额")}.get(layout) or rng.choice(
        (
            ("本期金额", "上期金额"),
            ("本年累计数", "上年同期数"),
            ("本期发生额", "上期发生额"),
            ("本年金额", "上年金额"),
            ("本年累计金额", "上年金额"),
        )
    )
    numbered = rng.random() < 0.6
    out = [["项　　目", *(["行次"] if numbered else []), *heads]]
    for n, (name, a, b) in enumerate(lines):
        values = [money(a, unit), money(b, unit)]
        if layout == "swapped":
            values.reverse()
        out.append([name, *([str(n + 1)] if numbered else []), *values])
    name = rng.choice(("利润表", "利 润 表", "利润及利润分配表" if layout == "main" else "利润表"))
    foot = f'<p style="font-size:9pt">法定代表人：{owner.head}　　主管会计工作负责人：{person(rng)}　　会计机构负责人：{person(rng)}</p>'
    widths = [46, 8, 23, 23] if numbered else [50, 25, 25]
    return f'<div style="padding:50pt 55pt">{_head(name, owner, f"{year}年度" if rng.random() < 0.6 else f"{year}年1-12月", unit, "会企02表", rng)}{table(out, widths, 9.5, rng.random() < 0.7, "lcrr" if numbered else "lrr")}{foot}</div>'


def _items(now: _Year, then: _Year, layout: str) -> list[tuple[str, float, float]]:
    def line(name: str, key: str) -> tuple[str, float, float]:
        return name, getattr(now, key), getattr(then, key)

    if layout == "main":
        lines = [line("一、主营业务收入", "main"), line("减：主营业务成本", "cost"), line("　　主营业务税金及附加", "tax")]
        lines += [
            ("加：其他业务利润", round(now.revenue - now.main, 2), round(then.revenue - then.main, 2)),
            line("减：营业费用", "sales"),
            line("　　管理费用", "admin"),
            line("　　研发费用", "rd"),
            line("　　财务费用", "finance"),
            line("加：其他收益", "other"),
        ]
    elif layout == "general":
        lines = [
            line("一、营业总收入", "revenue"),
            line("其中：营业收入", "revenue"),
            ("二、营业总成本", round(now.revenue - now.profit + now.other, 2), round(then.revenue - then.profit + then.other, 2)),
        ]
        lines += [
            line("其中：营业成本", "cost"),
            line("　　　税金及附加", "tax"),
            line("　　　销售费用", "sales"),
            line("　　　管理费用", "admin"),
            line("　　　研发费用", "rd"),
            line("　　　财务费用", "finance"),
            line("加：其他收益", "other"),
        ]
    else:
        lines = [line("一、营业收入", "revenue")]
        if layout in ("swapped", "years"):
            lines += [
                line("其中：主营业务收入", "main"),
                ("　　　其他业务收入", round(now.revenue - now.main, 2), round(then.revenue - then.main, 2)),
            ]
        lines += [line("减：营业成本", "cost"), line("　　税金及附加", "tax"), line("　　销售费用", "sales")]
        if layout == "short":
            lines += [("　　管理费用", round(now.admin + now.rd, 2), round(then.admin + then.rd, 2))]
        else:
            lines += [line("　　管理费用", "admin"), line("　　研发费用", "rd")]
        lines += [line("　　财务费用", "finance"), line("加：其他收益", "other")]
    n = "三" if layout == "general" else "二"
    profit = [
        (f"{n}、营业利润（亏损以“－”号填列）", now.profit, then.profit),
        ("加：营业外收入", 12000.0, 8000.5),
        ("减：营业外支出", 3000.25, 4100.0),
    ]
    total = (round(now.profit + 8999.75, 2), round(then.profit + 3900.5, 2))
    tax = (round(total[0] * 0.15, 2), round(total[1] * 0.15, 2))
    return [
        *lines,
        *profit,
        ("三、利润总额", *total),
        ("减：所得税费用", *tax),
        ("四、净利润", round(total[0] - tax[0], 2), round(total[1] - tax[1], 2)),
    ]


def _notes(owner: Firm, now: _Year, then: _Year, year: int) -> str:
    parts = (0.46, 0.31, 0.15)
    lines = [["项　　目", "本期发生额", "上期发生额"]]
    for name, share in zip(("职工薪酬", "材料费", "折旧费"), parts, strict=True):
        lines.append([name, money(round(now.rd * share, 2)), money(round(then.rd * share, 2))])
    rest = [round(y.rd - sum(round(y.rd * s, 2) for s in parts), 2) for y in (now, then)]
    lines += [["其他", *map(money, rest)], ["合　　计", money(now.rd), money(then.rd)]]
    return (
        f'<div style="padding:50pt 60pt">{title(owner.name, 15, 3)}{title(f"{year}年度财务报表附注", 15, 3)}{para("三、主要会计政策、会计估计", 11)}{para("1.会计期间：自公历1月1日至12月31日止。2.坏账准备的计提方法：账龄分析法。", 11)}'
        f"{para('四、财务报表主要项目注释', 11)}{para('（一）营业收入和营业成本', 11)}"
        f"{table([['项　　目', '本期发生额', '上期发生额'], ['主营业务收入', money(now.main), money(then.main)], ['其他业务收入', money(round(now.revenue - now.main, 2)), money(round(then.revenue - then.main, 2))], ['合　　计', money(now.revenue), money(then.revenue)]], align='lrr')}"
        f"{para('（二）研发费用', 11)}{table(lines, align='lrr')}</div>"
    )
