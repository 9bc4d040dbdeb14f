"""专利证书 in the office's two layouts, and 计算机软件著作权登记证书."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tests.generators.papers.drawing import FONTS, Drawn, Sheet, para, rows, seal, title
from tests.generators.papers.people import Firm, day, firm, patent_number, person, written

KINDS = {
    1: ("发明专利", "发明名称", "发 明 人", "二十年", "B"),
    2: ("实用新型", "实用新型名称", "发 明 人", "十年", "U"),
    3: ("外观设计", "使用外观设计的产品名称", "设 计 人", "十五年", "S"),
}
_THINGS = (
    "一种乳品均质机的密封结构",
    "一种传感器封装方法及系统",
    "一种中药饮片切制装置",
    "用于灌装线的视觉检测方法",
    "一种轴承座定位夹具",
    "包装袋（香菇脆）",
)


def patent(owner: Firm, rng: Random, kind: int, layout: str, first: str = "2022-01-10", last: str = "2025-06-20") -> Drawn:
    """``layout``: new (since 2020: labels in a column, 第1页(共2页)), old (labels in pairs, text block below), spread (number in groups)."""
    name, label, maker, years, mark = KINDS[kind]
    granted = day(rng, first, last)
    filed = granted - timedelta(days=rng.randint(200, 1100) if kind == 1 else rng.randint(120, 420))
    number = patent_number(rng, filed.year, kind)
    shown = f"ZL {number[2:6]} {number[6]} {number[7:]}" if layout != "new" or rng.random() < 0.5 else number
    owners = f"{owner.name};{firm(rng).name}" if rng.random() < 0.15 else owner.name
    grant_text = written(granted, rng, "nsj")
    pairs = [
        (f"{label}：", rng.choice(_THINGS)),
        (f"{maker}：", ";".join(person(rng) for _ in range(rng.randint(1, 4)))),
        ("专 利 号：", shown),
        ("专利申请日：", written(filed, rng, "nsj")),
        ("专 利 权 人：", owners),
        (rng.choice(("地    址：", "地      址：")), f"050000 {owner.address}"),
        ("授权公告日：", grant_text),
        ("授权公告号：", f"CN {rng.randrange(10**8, 10**9)} {mark}"),
    ]
    if layout == "old":
        pairs = [*pairs[:5], pairs[6]]
    law = (
        f"国家知识产权局依照中华人民共和国专利法{'经过审查' if kind == 1 else '经过初步审查'}，决定授予专利权，颁发{name if name.endswith('专利') else name + '专利'}证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。专利权期限为{years}，自申请日起算。"
        if layout != "old"
        else f"本{name[:4]}经过本局依照中华人民共和国专利法进行{'审查' if kind == 1 else '初步审查'}，决定授予专利权，颁发本证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。本专利的专利权期限为{years}，自申请日起算。专利权人应当依照专利法及其实施细则规定缴纳年费。"
    )
    foot = (
        '<div style="position:absolute;bottom:40pt;left:0;right:0;text-align:center;font-size:9pt">第 1 页（共 2 页）</div>'
        if layout == "new"
        else ""
    )
    html = (
        f'<div style="padding:60pt 62pt"><div style="font-size:11pt">证书号第{rng.randrange(10**6, 2 * 10**7)}号</div>{title((name if name.endswith("专利") else name + "专利") + "证书", 30, 30, space=0.15)}'
        f"{rows(pairs, 118 if kind != 3 else 160, 9, 12)}{para(law, 11)}{para('专利证书记载专利权登记时的法律状况。专利权的转移、质押、无效、终止、恢复和专利权人的姓名或名称、国籍、地址变更等事项记载在专利登记簿上。', 11)}"
        f'<div style="position:absolute;left:70pt;top:690pt;font-size:13pt">局长<br>申长雨</div><div style="position:absolute;right:80pt;top:720pt;font-size:12pt">{grant_text}</div>{seal("中华人民共和国国家知识产权局", 420, 690, rng, 110)}{foot}</div>'
    )
    fields: dict[str, str | float] = {"holder": owner.name, "number": number, "kind": name, "issued": granted.isoformat()}
    sheets = [Sheet(html, style=f"font-family:'{rng.choice(FONTS)}'")]
    if layout == "new" and rng.random() < 0.5:
        page2 = f'<div style="padding:60pt 62pt"><div style="font-size:11pt">证书号</div>{para("专利权人应当依照专利法及其实施细则规定缴纳年费。本专利的年费应当在每年" + written(filed, rng, "n")[5:] + "前缴纳。未按照规定缴纳年费的，专利权自应当缴纳年费期满之日起终止。", 11)}{para("申请日时本专利记载的申请人、发明人信息如下：", 11)}{para("申请人：" + owner.name, 11)}{para("发明人：" + person(rng), 11)}<div style="position:absolute;bottom:40pt;left:0;right:0;text-align:center;font-size:9pt">第 2 页（共 2 页）</div></div>'
        sheets.append(Sheet(page2, style=sheets[0].style))
    return Drawn("ip_certificate", fields, tuple(sheets), rng.choice((f"{name}证书", "专利证书", f"专利{number[2:]}")), f"{name}-{layout}")


def software(owner: Firm, rng: Random, layout: str, first: str = "2022-01-10", last: str = "2025-06-20") -> Drawn:
    """``layout``: new (labels in a column), boxed (the older one, 证书号 in the middle)."""
    registered = day(rng, first, last)
    done = registered - timedelta(days=rng.randint(60, 500))
    number = f"{registered.year}SR{rng.randrange(10**6, 10**7)}"
    pairs = [
        (
            "软 件 名 称：",
            rng.choice(("车间能耗采集分析系统", "灌装线质量追溯平台", "订单排产管理软件")) + rng.choice(("V1.0", "[简称：MES]V2.1")),
        ),
        ("著 作 权 人：", owner.name),
        ("开发完成日期：", written(done, rng, "ns")),
        ("首次发表日期：", "未发表" if rng.random() < 0.5 else written(done + timedelta(days=20), rng, "ns")),
        ("权利取得方式：", "原始取得"),
        ("权 利 范 围：", "全部权利"),
        ("登  记  号：", number),
    ]
    html = (
        f'<div style="padding:70pt 62pt">{title("中华人民共和国国家版权局", 18, 6, space=0.2)}{title("计算机软件著作权登记证书", 26, 12)}'
        f'<div style="font-size:12pt;margin:12pt 0;text-align:{"center" if layout == "boxed" else "left"}">证书号：  软著登字第{rng.randrange(10**7, 2 * 10**7)}号</div>{rows(pairs, 110, 11, 13)}'
        f"{para('根据《计算机软件保护条例》和《计算机软件著作权登记办法》的规定，经中国版权保护中心审核，对以上事项予以登记。', 12)}"
        f'<div style="position:absolute;right:80pt;top:640pt;font-size:13pt">{written(registered, rng, "nsj")}</div>{seal("中华人民共和国国家版权局", 430, 620, rng, 112, bottom="计算机软件著作权登记专用章")}'
        f'<div style="position:absolute;left:62pt;bottom:70pt;font-size:11pt">No. {rng.randrange(10**7, 10**8)}</div></div>'
    )
    fields: dict[str, str | float] = {"holder": owner.name, "number": number, "kind": "软件著作权", "issued": registered.isoformat()}
    return Drawn(
        "ip_certificate",
        fields,
        (Sheet(html, style=f"font-family:'{rng.choice(FONTS)}'"),),
        rng.choice(("软件著作权证书", "软著")),
        f"软著-{layout}",
    )
