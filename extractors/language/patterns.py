"""Patterns made of a rulebook's word lists, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.language.normal import plain
from extractors.language.numbers import _ALIAS as ALIAS
from extractors.language.vocabulary import Vocabulary

_LOOSE = (
    r"(?:了|约|近|超过|超|逾|将近|接近|整整|高达|至少|均|各|分别|多|达(?!到)|又|平均|大约|共|不少于|不低于"
    r"|幅度(?:为|达到|达|约|是|在)?|幅(?:为|达到|达|约)?|率(?:为|达到|达|约)?|比例(?:为|达到|达|约)?|值(?:为|达到|达|约)?)*"
)


class Patterns:
    """See each attribute; all are of text in the form that `normal` gives."""

    def __init__(self, v: Vocabulary) -> None:
        up, _down, moves = v.alternation("up"), v.alternation("down"), v.alternation("moves")
        compile = re.compile
        self.delta = compile(rf"(?P<verb>(?<!新)(?:{v.alternation('up', 'down')}))(?:{_LOOSE})$")
        """A verb of change right before a figure, so that the figure is by how much (not to what)."""
        self.up = compile(up)
        self.growth = compile(v.alternation("growth"))
        self.levels = compile(rf"{moves}|由|从|至|到|为|成|了|[\d.,%]+|天|个月|年|万元|亿元|元|[的原均值左右约近不足以上下]|变|改")
        """What 由A降至B leaves between a name and its change."""
        self.opening = compile(r"^(?:也|均|都|则|已|又)?(?:由|从)")
        self.opened = compile(r"(?:由|从)[^，。；、]{0,14}$")
        self.based = compile(r"的?基础上")
        self.on_basis = compile(r"在[^，。；、]{0,14}$")
        """在2022年46.2%的基础上提高到79.1%: another way to say from where to where."""
        self.moved_to = compile(
            rf"(?:{moves}|由|跃)?(?:{moves})?(?:了)?(?:至|到|为|成|达到|达)[^，。；、\d]{{0,10}}$|→[^，。；、\d]{{0,8}}$"
        )
        self.direct = compile(rf"^(?:{moves})(?:至|到|为|成)|^→")
        self.inside = compile(r"^(?:中|内|里|外|等(?!级|于))|^(?:下|上)(?!升|降|涨|线率)")
        self.clause_of = compile(r"的(?:有|共|共有|为|仅|仅有|只有|已达|达|约|已有)*$")
        """A relative clause that leaves its noun out: 接入平台的有78台, 具有本科学历的7人."""
        self.example = compile(v.alternation("examples"))
        self.share = compile(v.alternation("share"))
        self.together = compile(r"共|合计|总计|总数|累计共|合共")
        self.newly = compile(r"(?:新购|新增|新上|新引进|新采购|新购置|新建|在建)(?:的|生产)*(?:设备)?$")
        """新购设备数字化率100%: not that of all devices."""
        self.summed = compile(r"共|合计|总计|累计")
        self.joined = compile(r"[和及与]|以及")
        self.among = compile(v.alternation("among"))
        self.lessened = compile(
            rf"(?:{v.alternation('down')}|减少|裁减|培训|招聘|引进|新增|聘请|外聘|抽调|由|新招|每|选派|超过|节省|解放)[^，。；、]{{0,3}}$"
        )
        self.agents = compile(r"^(?:组成|负责|专门|驻|参与|可|能|同时|即可|就|便|操作|看管|轮)")
        self.dated = compile(r"达到|增至|降至|升至|提升至|提高至|为")
        self.stop = compile(r"[，。；、)\s]|$|与|而|比|较|并")
        self.averaged = compile(r"(?<![年人户台车日月])平均(?!每|人数|从业|用工|职工)")
        self.negative = compile(v.alternation("negative"))
        self.demanded = compile(rf"(?:{v.alternation('demanded')})[^，。；、]{{0,3}}$")
        self.asked = compile(
            r"(?:(?:申报|认定|入选|基本|评选)(?:条件|标准)|门槛|要求(?!的)|规定|必须|须(?!知)|(?<![相响适供对效反照理])应(?!用|对|急|收|付|变|商|有)|需(?!求|方))[^，。；]{0,28}$"
        )
        """What somebody asks for, before a figure with an open bound: 要求设备数字化率达到60%以上."""
        self.granted_bare = compile(
            r"^(?:其中|已|均|并|目前|现|当年)*(?:(?:获得|获|取得|得到)?(?:授权|批准)|获批|拿到授权)(?:了|共|的|有)*$"
        )
        self.by_means = compile(r"(?:通过|经由?|借助|利用|采用)[^，。；、\d]{1,14}$")
        """85台通过工业网关接入MES系统: by what means, between a count and what is counted."""
        self.basis = compile(r"\((?P<words>(?:(?:不含|不包括|不包含|扣除|剔除)[^()]{2,24}|按[^()]{2,20}口径))\)")
        self.devices = compile(r"^(?:的)?(?:主要|关键|各类)?(?:生产)?(?:设备|装备)?(?:均|都)?(?:已经|已|全部)?(?:实现|完成)?了?$")
        """What stands between 近九成 and 实现联网: the devices that a rate told in words is of."""
        self.bare_devices = compile(r"^(?:各类|大小|在用|各种)?(?:生产)?设备(?=[，。；、)]|中|里|$)")
        self.acquired = compile(v.alternation("acquired"))
        self.pending_bare = compile(r"^(?:另有|另|还有|尚有|有)?$")
        self.threshold_after = compile(rf"^[^，。；]{{0,24}}?(?:{v.alternation('threshold')})")
        self.aim = compile(r"(?<![的到成了过])(?:目标|规划|计划)(?:值|数)?(?!完成|达成|实现)|预期值?|拟达到?")
        """Between a name and its figure: 设备数字化率目标90%."""
        self.aim_before = compile(r"(?:规划|预期|目标)的?$")
        self.aim_after = compile(r"^[^，。；、]{0,4}?的?(?:目标|奋斗目标|规划目标)")
        self.none = compile(rf"(?:{v.alternation('none')})[^，。；、]{{0,6}}$")
        self.former = compile(r"(?:到|至|为|是|达)(?:了)?(?:原来|原先|改造前|以前|过去|原|之前)的?$")
        self.institutional = _institutional(v)
        """Ratios of the whole firm → the same ratio of its research institution."""
        self.short_names = [(name, id) for id, _, name in (w.partition("=") for w in v.words.get("short_names", []))]
        self.contexts = {id: [plain(w) for w in spec.context] for id, spec in v.specs.items()}
        self.applications = {pair.partition("=")[2] for pair in v.words.get("as_application", [])} | {"joint_ip_applications"}
        """Metrics that count what is applied for."""
        self.units = {id: tuple(ALIAS.get(u, u) for u in spec.units) for id, spec in v.specs.items()}


def _institutional(v: Vocabulary) -> dict[str, str]:
    """By the formulas: what the institution's part of a figure makes, for what the firm's figure makes."""
    of = {m.inside: m.id for m in v.specs.values() if m.inside and m.owner == "institution"}
    ratios = {f.numerator[0]: f.result for f in v.formulas if len(f.numerator) == 1}
    return {ratios[whole]: ratios[part] for whole, part in of.items() if whole in ratios and part in ratios}


@lru_cache(maxsize=8)
def patterns(vocabulary: Vocabulary) -> Patterns:
    """The patterns of a vocabulary."""
    return Patterns(vocabulary)
