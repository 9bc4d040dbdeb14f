"""Invented passages of application books, and what a copyist does to them: names, figures, order of sentences, words."""

from __future__ import annotations

import base64
import random
import re

import cv2
import numpy as np

from models.application import Application, FieldValue, PictureRecord, Section
from models.evidence import Evidence

PASSAGES = (
    "公司针对装配工段换型频繁、齐套率低的状况，上线了制造执行系统，把销售订单自动分解为工序任务，下发到每个工位的触摸终端。班组长在终端上报工、报缺料，计划员可以实时看到在制品停在哪一道工序。系统运行后，订单准时交付率由83%提高到96%，在制品占用资金下降约310万元。",
    "原有仓库依靠手工台账管理，账实不符的情况每月都会发生，盘点一次需要停产两天。公司引入仓储管理系统和手持终端，对原料、半成品、成品全部赋码，入库、移库、出库均扫码完成。系统按先进先出原则推荐库位，临期物料自动预警，盘点时间缩短到4小时，账实相符率达到99.6%。",
    "为了掌握主要耗能设备的用能规律，公司在空压站、制冷机房和烘干线加装了126块智能电表和流量计，数据每15分钟上传一次能源管理平台。平台按班次、产线和产品核算单耗，对偏离基准值的设备推送告警，由设备科查明原因后闭环处理。一年来单位产品综合能耗下降9.8%，年节约电费67万元。",
    "外观检验过去由六名检验员目视完成，漏检率受疲劳影响明显，客户投诉集中在划伤和色差两类缺陷。项目在检验工位部署了四套工业相机和深度学习算法，对每件产品拍摄十二张图像，不合格品由机械手剔除到隔离区。检验节拍由18秒缩短到5秒，漏检率由2.1%降到0.3%，检验人员转岗从事工艺改进。",
    "设备维修长期处于坏了再修的状态，关键设备年均非计划停机达到86小时。公司为42台关键设备加装振动和温度传感器，建立设备健康模型，预测轴承磨损、刀具崩刃等故障，提前生成保养工单。维修人员根据工单备件、排班，非计划停机时间下降了58%，备件库存减少三分之一。",
    "研发部门使用三维设计软件开展参数化设计，图纸、工艺卡和物料清单全部纳入产品数据管理系统，实行版本控制和电子签审。新产品设计时先在系统中检索相似零件，能借用的不再重新出图，标准件复用率提高到71%。从立项到样机的周期由95天压缩至58天，设计变更次数减少四成。",
    "采购环节存在询价分散、供应商评价凭经验的问题，公司建设了供应商协同门户，供应商在线接收订单、确认交期、打印送货标签。质检结果、交付及时率和价格三个维度自动形成供应商评分，作为下一季度配额分配的依据。门户上线后采购周期由12天缩短到7天，原料批次合格率提升2.4个百分点。",
    "企业成立了由董事长任组长的数字化转型领导小组，下设信息中心，配备专职人员九名，其中网络与数据安全工程师两名。制度方面先后发布了信息系统运维、数据分级分类、账号权限管理等十一项规定，每半年组织一次应急演练。每年从销售收入中提取不少于2%作为数字化专项经费，列入年度预算。",
    "生产现场建成了万兆主干、千兆到桌面的工业环网，车间部署5G专网和边缘网关，数控机床、热处理炉、检测仪器通过OPC UA协议接入数据采集平台。平台对温度、压力、转速等1800余个点位进行秒级采集，异常数据自动标注并追溯到批次。管理网与生产网之间设置工业防火墙，远程维护须经堡垒机审批。",
    "产品追溯方面，每一包装最小单元均赋予唯一二维码，关联原料批号、生产班组、关键工艺参数和出厂检验报告。消费者扫码即可查看产地与检验信息，发生质量投诉时可在十分钟内锁定同批次全部流向。自追溯系统运行以来，召回演练平均用时由两天缩短到40分钟，经销商退货率下降1.7个百分点。",
    "财务系统与制造、仓储系统打通以后，每张工单的材料、人工、能耗自动归集，月末成本核算由原来的八天缩短为一天半。管理层可以按产品、客户、订单查看毛利，对连续三个月亏损的规格及时调价或停产。应收账款超期自动提醒业务员催收，资金周转天数由74天降到53天。",
    "公司面向县域客户推出远程运维服务，已交付的560台设备通过物联网模块回传运行数据，客服中心可远程诊断、在线升级程序。根据运行数据提醒客户更换滤芯、润滑油，备件销售收入同比增长35%。服务响应时间由原来的两天缩短到两小时，客户满意度调查得分由88分升至95分。",
)  # fmt: skip
SYNONYMS = (
    ("针对", "围绕"), ("上线了", "部署了"), ("自动", "智能"), ("实时", "随时"), ("提高到", "提升至"), ("下降", "降低"), ("依靠", "依赖"), ("引入", "引进"),
    ("全部", "悉数"), ("缩短到", "压缩至"), ("掌握", "摸清"), ("主要", "重点"), ("上传", "传送"), ("推送", "发出"), ("查明", "找出"), ("过去", "以往"),
    ("明显", "显著"), ("部署", "布设"), ("由", "从"), ("状况", "情形"), ("长期", "一直"), ("达到", "高达"), ("建立", "搭建"), ("提前", "预先"), ("根据", "依据"),
    ("减少", "压减"), ("使用", "采用"), ("开展", "进行"), ("纳入", "归入"), ("实行", "执行"), ("存在", "有着"), ("问题", "短板"), ("建设了", "搭建了"),
    ("形成", "生成"), ("作为", "当作"), ("成立了", "组建了"), ("配备", "安排"), ("先后", "陆续"), ("每半年", "半年"), ("建成了", "建起了"), ("接入", "连入"),
    ("设置", "安装"), ("方面", "上"), ("赋予", "赋上"), ("即可", "便能"), ("以来", "之后"), ("打通", "联通"), ("归集", "汇集"), ("及时", "尽快"), ("提醒", "提示"),
    ("推出", "开通"), ("已", "业已"), ("运行", "运转"), ("客户", "用户"), ("公司", "企业"), ("人员", "员工"),
)  # fmt: skip
STRENGTHS = ("names", "numbers", "order", "synonyms")
NAMES = {
    "names": "names swapped",
    "numbers": "figures changed, too",
    "order": "sentences reordered, too",
    "synonyms": "words replaced, too",
}
COMPANIES = ("河北{}科技有限公司", "石家庄{}制造有限公司", "河北{}股份有限公司")


def company(n: int) -> str:
    """An invented company; two numbers never give one name."""
    first, second = "澄砚瀚朔湛臻麓棠槿霁昱骁", "岚川禾衡拓芯汐樾桉霖峤屿"
    return COMPANIES[n % 3].format(first[n % 12] + second[(n // 12) % 12] + ("" if n < 144 else first[(n // 144) % 12]))


def written(passage: str, name: str) -> str:
    """A passage in which a company speaks of itself by name."""
    return passage.replace("公司", name, 1) if "公司" in passage else f"在{name}，{passage}"


def reworded(passage: str, mine: str, theirs: str, strength: str, seed: int) -> str:
    """What a copyist makes of ``theirs`` for ``mine``; each strength does all that the weaker ones do, too."""
    rng = random.Random(seed)
    level = STRENGTHS.index(strength)
    text = passage.replace(theirs, mine)
    if level >= 1:
        text = re.sub(r"\d+(?:\.\d+)?", lambda m: str(int(float(m[0])) + rng.randint(1, 9)), text)
    if level >= 2:
        parts = [p for p in re.split(r"(?<=。)", text) if p]
        rng.shuffle(parts)
        text = "".join(parts)
    if level >= 3:
        for old, new in SYNONYMS:
            text = text.replace(old, new)
    return text


def book(n: int, sections: dict[str, str], programme: str = "workshop", county: str = "桥西区") -> Application:
    """An applicant of which the text alone matters."""
    name = company(n)
    place = Evidence(file=f"{county}/{name}/申报书.pdf", page=1, bbox=(1, 1, 2, 2), text=name)
    made = tuple(
        Section(id=id, title=id, file=place.file, first_page=2, last_page=3, text=text, evidence=(place,), lines=((0, 2, 80.0, 80.0, 500.0, 700.0),))
        for id, text in sections.items()
    )  # fmt: skip
    return Application(
        id=f"a{n:04d}", name=name, county=county, programmes=(programme,), sections=made, fields={"company_name": FieldValue(value=name, evidence=(place,))}
    )  # fmt: skip


def picture(seed: int, noise: float = 0.0, section: str = "lighthouse.profile") -> PictureRecord:
    """An invented photograph: shapes in depth, the same for one seed but for the noise of a scan."""
    rng = np.random.default_rng(seed)
    image = np.full((216, 288), 190, np.uint8)
    for _ in range(26):
        x, y, w, h = int(rng.integers(0, 260)), int(rng.integers(0, 190)), int(rng.integers(12, 70)), int(rng.integers(12, 60))
        cv2.rectangle(image, (x, y), (x + w, y + h), int(rng.integers(20, 235)), -1 if rng.random() < 0.6 else 2)
        cv2.ellipse(image, (y, x // 2), (w // 2, h // 3), float(rng.integers(0, 180)), 0, 360, int(rng.integers(20, 235)), 2)
    noisy = np.clip(image + np.random.default_rng(seed + 99).normal(0, noise, image.shape), 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return PictureRecord(
        section=section, file=f"{seed}.pdf", page=6, bbox=(80, 80, 400, 300), thumb=base64.b64encode(data.tobytes()).decode()
    )
