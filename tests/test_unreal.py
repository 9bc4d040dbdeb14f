"""Figures that are named and do not hold (asked for, planned, promised, supposed, somebody else's) never let a rule pass."""

from __future__ import annotations

import pytest

from tests.language_support import judged
from tests.statement_support import read

BELOW = "metric.below-threshold"
RATES = """
设备数字化率要求达到60%以上，我公司尚有差距。
公司正努力使设备数字化率达到60%。
设备数字化率尚未达到60%。
设备数字化率未达到60%的要求。
设备数字化率不足60%。
设备数字化率距离60%的目标还差5个百分点。
设备数字化率接近60%。
离设备数字化率60%还有一定差距。
公司设备数字化率有望达到75%。
公司设备数字化率可达75%。
公司设备数字化率应达到75%。
公司设备数字化率须达到60%方可申报。
“小灯塔”企业生产设备数字化率不低于60%。
按照通知要求，生产设备数字化率60%、联网率50%。
通知规定的生产设备数字化率为60%。
对照“生产设备数字化率60%以上、联网率50%以上”的条件，公司进行了自查。
一期完成后设备数字化率可达65%，二期完成后可达85%。
方案设计设备数字化率为85%。
合同约定设备数字化率达到80%。
验收标准为设备数字化率80%、联网率75%。
改造方案提出设备数字化率80%的建设目标。
供应商承诺设备数字化率达到80%。
若设备全部更换，设备数字化率将为95%。
假设设备数字化率为80%，则每年可节约成本50万元。
专家建议设备数字化率提高到80%。
某标杆企业设备数字化率达95%。
德国同类工厂设备数字化率达到95%。
据工信部统计，规模以上企业设备数字化率为57.2%。
同行企业设备数字化率普遍在65%以上。
试点产线设备数字化率100%。
其中包装线设备数字化率90%。
新购设备数字化率100%。
新建车间设备数字化率为100%，老车间为35%。
集团设备数字化率为88%。
母公司设备数字化率88%，联网率80%。
子公司石家庄云帆科技有限公司设备数字化率90%。
"""
OTHERS = """
设计联网率95%。
我市规上工业企业关键工序数控化率达到68.3%。
样板车间联网率达到98%。
运营成本计划降低15%。
预计可降低运营成本15%。
运营成本可降低15%左右。
理论上生产效率可提高30%。
据测算，项目达产后生产效率提高30%。
客户反馈使用我公司产品后生产效率提高30%。
产品不良品率行业平均降低35%。
力争使产品研制周期缩短30%以上。
自控投用率设计值为95%。
工厂自控投用率要求不低于90%，目前为82%。
工艺数据自动数采率按90%的标准建设。
计划带动12家中小企业。
已与12家中小企业达成带动意向。
拟带动12家，现已启动3家。
具备带动50家中小企业的能力。
可带动中小企业30家。
平台可服务中小企业200家。
数字化水平达到三级标准要求，评测工作正在进行。
正在申请三级评测。
参照三级标准建设。
争取年内通过三级评测。
预评估为三级。
自评为三级，尚未评测。
"""
DOUBTED = ("运营成本可降低15%左右。", "数字化水平达到三级标准要求，评测工作正在进行。")
"""Read, and said with a doubt."""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(RATES))
def test_a_book_that_says_only_this_does_not_pass(text: str) -> None:
    assert judged(text + "联网率达到70%。", BELOW, "digitization_rate") != "pass"


@pytest.mark.parametrize("text", lines(OTHERS))
def test_none_of_these_is_a_figure_of_today(text: str) -> None:
    told = [
        s for s in read(text) if s.role in ("actual", "after") and not s.doubt and not (s.metric == "auto_control_rate" and s.value == 82)
    ]
    assert told == [], text


@pytest.mark.parametrize("text", DOUBTED)
def test_what_may_hold_is_said_with_a_doubt(text: str) -> None:
    assert [bool(s.doubt) for s in read(text)] == [True]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("设备数字化率尚未达到60%。", "fail"),
        ("设备数字化率未达到60%的要求，为52%。", "fail"),
        ("按照通知要求，生产设备数字化率60%。", "unsure"),
        ("按照通知要求，公司设备数字化率达到78%。", "pass"),
        ("公司设备数字化率可达75%。", "unsure"),
        ("设备数字化率78%，可实现设备全程监控。", "pass"),
        ("超额完成规划目标，设备数字化率达到78%。", "pass"),
        ("建议机制完善，公司设备数字化率78%。", "pass"),
    ],
)
def test_and_what_holds_still_passes(text: str, verdict: str) -> None:
    assert judged(text + "联网率达到70%。", BELOW, "digitization_rate") == verdict
