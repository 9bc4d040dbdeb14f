"""营业执照: original and copy, before and after 2022, with an old registration number; those of accounting firms, and 执业证书."""

from __future__ import annotations

from random import Random

from tests.generators.papers.drawing import FONTS, KAI, Drawn, Sheet, rows, seal, spread, table, title
from tests.generators.papers.people import Firm, day, old_number, written

_GSXT = "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn"
_BOTTOM = "国家市场监督管理总局监制"
_SCOPE = "许可项目：食品生产；药品生产；检验检测服务。一般项目：机械设备研发；机械设备销售；电子元器件制造；软件开发；技术服务、技术开发、技术咨询（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
_AUDIT_SCOPE = (
    "审查企业会计报表，出具审计报告；验证企业资本，出具验资报告；办理企业合并、分立、清算事宜中的审计业务；会计咨询、税务咨询、管理咨询。"
)
_CODE_NOTE = "扫描二维码登录“国家企业信用信息公示系统”了解更多登记、备案、许可、监管信息。"


def licence(owner: Firm, rng: Random, layout: str, stamp: str = "", accountant: bool = False) -> Drawn:
    """``layout``: copy-old (before 2022), copy-new, original (crosswise), legacy (15 digits), printout."""
    number = old_number(rng) if layout == "legacy" else owner.code
    registered = day(rng, "2012-01-01", "2014-12-01") if layout == "legacy" else day(rng, "2016-02-01", "2024-12-01")
    pairs = _pairs(owner, rng, layout, accountant)
    day_text = written(registered, rng, "nj")
    office = rng.choice(("石家庄市市场监督管理局", "石家庄市裕华区行政审批局", "正定县行政审批局"))
    body = {"original": _original, "legacy": _legacy}.get(layout, _copy)(pairs, number, day_text, office, rng, layout)
    if stamp:
        body += seal(stamp, 170, 690 if layout != "original" else 480, rng)
        if rng.random() < 0.5:
            body += '<div style="position:absolute;left:90pt;top:640pt;font-size:14pt">与原件一致</div>'
    type = "cpa_licence" if accountant else "business_licence"
    stem = "会计师事务所营业执照" if accountant else rng.choice(("营业执照复印件", "营业执照", "企业法人营业执照（副本）", "执照扫描件"))
    wide = layout == "original"
    return Drawn(type, {"holder": owner.name, "uscc": number}, (Sheet(body, wide, f"font-family:'{rng.choice(FONTS)}'"),), stem, layout)


def _pairs(owner: Firm, rng: Random, layout: str, accountant: bool) -> list[tuple[str, str]]:
    kind = (
        "普通合伙企业"
        if accountant
        else rng.choice(("有限责任公司（自然人投资或控股）", "其他有限责任公司", "股份有限公司（非上市、自然人投资或控股）"))
    )
    head = ("执行事务合伙人", owner.head) if accountant else ("法定代表人", owner.head)
    capital = (spread("出资额"), "贰佰万元整") if accountant else ("注册资本", rng.choice(("叁仟万元整", "伍佰万元整", "壹亿贰仟万元整")))
    place = ("主要经营场所", owner.address) if accountant else (spread("住所"), owner.address)
    founded = day(rng, "2003-01-01", "2019-12-01")
    term = (
        [("营业期限", f"{written(founded, rng, 'n')}至" + rng.choice(("无固定期限", "2053年05月01日", "长期")))]
        if layout in ("copy-old", "legacy")
        else []
    )
    scope = (spread("经营范围", 0), _AUDIT_SCOPE if accountant else _SCOPE)
    start = [("名  称" if rng.random() < 0.5 else spread("名称"), owner.name), (spread("类型"), kind)]
    if layout == "copy-new":
        return [*start, head, scope, capital, ("成立日期", written(founded, rng, "n")), *term, place]
    return [*start, place, head, capital, ("成立日期", written(founded, rng, "n")), *term, scope]


def _copy(pairs: list[tuple[str, str]], number: str, day_text: str, office: str, rng: Random, layout: str) -> str:
    """副本, upright: code at the left of the title or below it."""
    code = f'<div style="position:absolute;left:60pt;top:{rng.choice((95, 120))}pt;font-size:11pt">统一社会信用代码<br>{number}</div>'
    if rng.random() < 0.4:
        code = f'<div style="text-align:center;font-size:12pt">统一社会信用代码　{number}</div>'
    if layout == "printout":
        lines = [
            ["统一社会信用代码", number],
            *[[k.replace(" ", ""), v] for k, v in pairs],
            ["登记机关", office],
            ["登记状态", "存续（在营、开业、在册）"],
        ]
        return (
            title("营业执照信息", 18)
            + table(lines, [28, 72], 11, align="ll")
            + f'<p style="font-size:9pt">{_GSXT}　打印时间：{day_text}</p>'
        )
    return (
        '<div style="position:absolute;inset:28pt;border:3pt double #8a6d3b"></div><div style="padding:40pt 50pt">'
        + title("营 业 执 照", 34, 10, space=0.1)
        + f'<div style="text-align:center;font-size:12pt">（副　本）{rng.choice(("", "1-1", "(1-1)"))}</div>{code}'
        + f'<div style="position:absolute;right:60pt;top:100pt;width:96pt;font-size:7pt">{_CODE_NOTE}</div>'
        + f'<div style="margin-top:50pt">{rows(pairs, 105, 12, 12)}</div>'
        + '<div style="position:absolute;right:70pt;top:640pt;font-size:13pt">登 记 机 关</div>'
        + f'<div style="position:absolute;right:60pt;top:690pt;font-size:13pt">{day_text}</div>'
        + seal(office, 440, 670, rng, 118)
        + f'<div style="position:absolute;left:45pt;bottom:40pt;right:45pt;font-size:7.5pt">{_GSXT}　市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告。　{_BOTTOM}</div></div>'
    )


def _original(pairs: list[tuple[str, str]], number: str, day_text: str, office: str, rng: Random, layout: str) -> str:
    """正本, crosswise, two columns."""
    half = (len(pairs) + 1) // 2
    return (
        '<div style="position:absolute;inset:20pt;border:4pt double #a00"></div><div style="padding:30pt 55pt">'
        + title("营业执照", 44, 12, space=0.5)
        + f'<div style="position:absolute;left:60pt;top:60pt;font-size:11pt">统一社会信用代码<br>{number}</div>'
        + f'<div style="position:absolute;right:60pt;top:60pt;width:90pt;font-size:7pt">{_CODE_NOTE}</div>'
        + '<div style="display:flex;gap:30pt;margin-top:30pt">'
        + f'<div style="flex:1">{rows(pairs[:half], 85, 12, 12)}</div><div style="flex:1">{rows(pairs[half:], 85, 12, 12)}</div></div>'
        + f'<div style="position:absolute;right:170pt;bottom:95pt;font-size:14pt">登记机关</div><div style="position:absolute;right:80pt;bottom:70pt;font-size:14pt">{day_text}</div>'
        + seal(office, 690, 490, rng, 110)
        + f'<div style="position:absolute;left:45pt;bottom:32pt;font-size:7.5pt">{_GSXT}　{_BOTTOM}</div></div>'
    )


def _legacy(pairs: list[tuple[str, str]], number: str, day_text: str, office: str, rng: Random, layout: str) -> str:
    """企业法人营业执照 as issued before 2015: 注册号 of 15 digits."""
    return (
        '<div style="padding:60pt 60pt">'
        + title("企业法人营业执照", 30, 12)
        + f'<div style="text-align:center;font-size:12pt">（副　本）</div><div style="text-align:right;font-size:12pt;margin-top:20pt">注册号　{number}</div>'
        + f"<div style=\"margin-top:30pt;font-family:'{KAI}'\">{rows(pairs, 110, 12, 13)}</div>"
        + '<p style="font-size:9pt">须知：1、《企业法人营业执照》是企业法人资格和合法经营的凭证。2、《企业法人营业执照》分为正本和副本。</p>'
        + f'<div style="position:absolute;right:80pt;top:690pt;font-size:13pt">登记机关</div><div style="position:absolute;right:70pt;top:720pt;font-size:13pt">{day_text}</div>'
        + seal("石家庄市工商行政管理局", 440, 705, rng, 116)
        + "</div>"
    )


def practice(owner: Firm, rng: Random) -> Drawn:
    """会计师事务所执业证书: no 营业执照, which is what the notice asks for, hence a paper of no kind of the contract."""
    body = (
        '<div style="padding:70pt 60pt">'
        + title("会计师事务所", 26, 6)
        + title("执业证书", 34, 10, space=0.3)
        + rows(
            [
                (spread("名称") + "：", owner.name),
                ("首席合伙人：", owner.head),
                ("主任会计师：", owner.head),
                ("经营场所：", owner.address),
                ("组织形式：", "普通合伙"),
                ("执业证书编号：", f"1301{rng.randrange(10**4):04d}"),
                ("批准执业文号：", f"冀财会〔20{rng.randint(10, 20)}〕{rng.randint(10, 99)}号"),
                ("批准执业日期：", written(day(rng, "2008-01-01", "2018-01-01"), rng, "n")),
            ],
            120,
            12,
            13,
        )
        + '<p style="font-size:9pt">说明：《会计师事务所执业证书》是证明持有人经财政部门依法审批，准予执行注册会计师法定业务的凭证。</p>'
        + f'<div style="position:absolute;right:90pt;top:640pt;font-size:13pt">发证机关：河北省财政厅</div>{seal("河北省财政厅", 440, 650, rng)}'
        + "</div>"
    )
    return Drawn("other", {}, (Sheet(body),), "会计师事务所执业证书", "practice")
