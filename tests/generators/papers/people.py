"""Invented firms, people, dates, sums and numbers with their check characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn import uscc

from extractors.papers.codes import patent_check

_PLACES = ("石家庄", "河北", "石家庄市", "河北省", "正定县", "晋州市", "辛集市", "赵县", "河北（石家庄）")
_FIRST = "泓翊骐岚峤皓衍沐钧筠祺铄澜璟昊晟瀚煜弘朗霖栩奕祥瑞捷信诚恒科远"
_SECOND = "泽瀛博驰图川源安宇嘉康达众维拓芯越澄磐域禾洋元润佳美明德丰"
_TRADES = (
    "生物制药",
    "电子科技",
    "乳业",
    "食品机械",
    "智能装备",
    "中药饮片",
    "精密仪器",
    "光电子",
    "医疗器械",
    "调味品",
    "环保设备",
    "半导体材料",
    "宠物食品",
    "包装制品",
    "轴承制造",
)
_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司")
_FAMILY = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
_GIVEN = "文博雅静志强思远晓东丽娟建国海燕子轩雨桐浩然凯旋立新红梅德胜国庆春华秋实"
_STREETS = ("珠江大道", "黄河大街", "湘江道", "燕赵北大街", "工业街", "兴安大街", "学苑路", "裕翔街")
_AUDITORS = ("瑞衡", "中岳", "天勤", "河北正源", "石家庄信合", "北京华审", "大信诚", "冀中兴华")
_PARTNERS = (
    "会计师事务所（普通合伙）",
    "会计师事务所（特殊普通合伙）",
    "会计师事务所有限责任公司",
    "联合会计师事务所",
    "会计师事务所有限公司",
)
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Firm:
    name: str
    code: str
    head: str
    address: str


def firm(rng: Random) -> Firm:
    name = rng.choice(_PLACES) + rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice(_TRADES) + rng.choice(_FORMS)
    return Firm(name, code(rng), person(rng), address(rng))


def auditor(rng: Random) -> Firm:
    return Firm(rng.choice(_AUDITORS) + rng.choice(_PARTNERS), code(rng), person(rng), address(rng))


def address(rng: Random) -> str:
    return f"河北省石家庄市{rng.choice(('裕华区', '高新区', '鹿泉区', '藁城区', '栾城区'))}{rng.choice(_STREETS)}{rng.randint(1, 399)}号"


def person(rng: Random) -> str:
    return rng.choice(_FAMILY) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))


def code(rng: Random) -> str:
    """A credit code with both check characters."""
    region = rng.choice(("130100", "130102", "130108", "130109", "130110", "130111", "130123", "130181"))
    body = (
        "MA" + "".join(rng.choice(_ALPHABET) for _ in range(6))
        if rng.random() < 0.6
        else "".join(rng.choice("0123456789") for _ in range(8))
    )
    total = sum(w * (int(c) if c.isdigit() else ord(c) - 55) for w, c in zip(_ORGAN_WEIGHTS, body, strict=True))
    rest = 11 - total % 11
    front = f"91{region}{body}" + {10: "X", 11: "0"}.get(rest, str(rest))
    return front + str(uscc.calc_check_digit(front))


def old_number(rng: Random) -> str:
    """A registration number of 15 digits, as licences bore before 2015."""
    return "1301" + "".join(rng.choice("0123456789") for _ in range(11))


def day(rng: Random, first: str, last: str) -> date:
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    return a + timedelta(days=rng.randrange((b - a).days + 1))


_CN = "〇一二三四五六七八九"


def _small(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else _CN[tens]) + "十" if tens else "") + (_CN[ones] if ones else "")


def written(d: date, rng: Random, ways: str = "njdcs") -> str:
    """A date in one of the ways papers print it: n 2024年5月6日, j with blanks, d 2024-05-06, c 二〇二四年五月六日, s 2024年05月06日."""
    way = rng.choice(ways)
    if way == "j":
        return f"{d.year} 年 {d.month} 月 {d.day} 日"
    if way == "d":
        return d.isoformat()
    if way == "c":
        return "".join(_CN[int(c)] for c in str(d.year)) + f"年{_small(d.month)}月{_small(d.day)}日"
    if way == "s":
        return f"{d.year}年{d.month:02d}月{d.day:02d}日"
    return f"{d.year}年{d.month}月{d.day}日"


def later(d: date, years: int, less: int = 1) -> date:
    end = d.replace(year=d.year + years, day=min(d.day, 28) if d.month == 2 else d.day)
    return end - timedelta(days=less)


def patent_number(rng: Random, year: int, kind: int) -> str:
    body = f"{year}{kind}{rng.randrange(10**7):07d}"
    return f"ZL{body}.{patent_check(body)}"


def money(yuan: float, unit: str = "元") -> str:
    return f"{yuan / {'元': 1, '千元': 1000, '万元': 10000}[unit]:,.2f}"
