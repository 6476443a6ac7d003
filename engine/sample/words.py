"""What the sample pictures say: short believable texts, Latin and Chinese, some with commas."""

from __future__ import annotations

from typing import TypeVar

from numpy.random import Generator

T = TypeVar("T")

SHOPS = (
    ("Harbour Fresh Market", "12 Quay Street, Dock 4"), ("Corner Bakery & Co.", "7 Mill Lane, Oxton"),
    ("GREEN LEAF PHARMACY", "480 Park Avenue, Suite 2"), ("Nordlys Hardware", "Storgata 31, Bergen"),
    ("好又多便利店", "中山路128号, 一层"), ("老城书店", "解放街36号, 地铁2号线"),
    ("永和豆浆", "人民广场店, 5号门"), ("晨光文具商行", "学府路9号, 东门"),
)  # fmt: skip
ITEMS_LATIN = (
    "Whole milk 1L", "Rye bread", "Oat flakes", "Green tea", "Apples, red", "Olive oil", "Batteries AA",
    "Notebook A5", "Paper towels", "Dark chocolate", "Sea salt", "Tomato soup", "Hand cream",
    "Pencils, 12",
)  # fmt: skip
ITEMS_CHINESE = (
    "鲜牛奶", "全麦面包", "矿泉水550ml", "绿茶(大杯)", "红富士苹果", "中性笔0.5mm", "笔记本", "牛肉面",
    "豆浆", "油条", "纸巾3包", "番茄炒蛋", "电池5号", "酸辣土豆丝", "雨伞",
)  # fmt: skip
TOTALS = ("合计", "TOTAL", "Total, incl. VAT", "应付")
THANKS = ("谢谢惠顾, 欢迎再来", "Thank you!", "Keep this slip, please")
MAKERS = (
    "东方仪表厂", "HANSEN INSTRUMENTS", "长江电机有限公司", "WESTLAND PUMPS", "红星机械厂",
    "Novatek GmbH",
)  # fmt: skip
PLATE_TITLES = ("三相异步电动机", "CENTRIFUGAL PUMP", "变压器", "AIR COMPRESSOR", "减速机", "GEAR UNIT")
PLATE_ROWS = (
    ("型号", "Y132M-4"), ("功率", "7.5 kW"), ("电压", "380 V, 50 Hz"), ("电流", "15.4 A"),
    ("转速", "1440 r/min"), ("编号", "NO.20240518"), ("MODEL", "XK-2305"), ("POWER", "11 kW"),
    ("VOLTAGE", "400 V"), ("SPEED", "2,900 rpm"), ("WEIGHT", "86 kg"), ("SERIAL", "A7-00931"),
    ("出厂日期", "2024.03"), ("绝缘等级", "F"), ("IP", "IP55"),
)  # fmt: skip
WARNINGS = ("危险 高压", "DANGER", "当心触电", "CAUTION, HOT", "禁止合闸", "HIGH VOLTAGE", "必须戴安全帽")
DIALS = (
    ("MPa", (0.0, 0.4, 0.8, 1.2, 1.6), "压力表"), ("bar", (0, 2, 4, 6, 8, 10), "PRESSURE"),
    ("°C", (0, 20, 40, 60, 80, 100, 120), "温度计"), ("V", (0, 100, 200, 300, 400, 500), "VOLTMETER"),
    ("A", (0, 15, 30, 45, 60, 75), "电流表"), ("psi", (0, 30, 60, 90, 120, 150), "OXYGEN"),
    ("kPa", (-100, -80, -60, -40, -20, 0), "真空表"), ("%RH", (0, 20, 40, 60, 80, 100), "湿度"),
)  # fmt: skip
TAGS = ("PT-1024", "TI-203", "1号泵出口", "进口压力", "LINE 3, NORTH", "P-07B", "冷却水", "STEAM")
ROADS = (
    ("长安街", "Chang'an Street"), ("中山北路", "Zhongshan Rd.(N)"), ("机场高速", "Airport Expwy"),
    ("人民医院", "People's Hospital"), ("火车站", "Railway Station"), ("大学城", "University Town"),
    ("老码头", "Old Harbour"), ("City Centre", "市中心"), ("Exit 14", "Riverside"),
    ("Museum Quarter", "博物馆"),
)  # fmt: skip
NOTICES = (
    "前方施工, 请绕行", "NO PARKING", "慢 SLOW", "停车场入口", "ONE WAY", "Ring 2, 800 m", "小心行人",
    "Cafe open, 7-19",
)  # fmt: skip
COUPLETS = (
    ("春风得意花千树", "时雨新晴柳万条", "万象更新"), ("一帆风顺年年好", "万事如意步步高", "吉星高照"),
    ("天增岁月人增寿", "春满乾坤福满门", "四季长安"), ("书山有路勤为径", "学海无涯苦作舟", "天道酬勤"),
)  # fmt: skip
HOUSE_NUMBERS = ("柳巷七号", "青石弄12号", "听雨轩", "梅花里3号", "请勿停车", "内有恶犬")
BANNERS = (
    "重庆火锅", "理发店", "五金交电", "中医推拿", "手机维修", "兰州拉面", "文房四宝", "茶叶批发",
    "修表配钥匙",
)  # fmt: skip
BOOKS_CHINESE = (
    "红楼梦", "古文观止", "中国通史", "机械设计手册", "唐诗三百首", "电工基础", "本草纲目", "平凡的世界",
)  # fmt: skip
BOOKS_LATIN = (
    "Moby Dick", "Linear Algebra", "THE TEMPEST", "War, Peace", "Field Guide: Birds", "Signals & Systems",
    "Walden", "On Growth", "Emma",
)  # fmt: skip
NOTES = (
    "明天下午三点开会", "call Anna back, please", "买牛奶、鸡蛋", "Room 204, 9:30", "第三章 练习题",
    "return books by Fri", "泵房检查, 油位正常", "valve 7 leaks a bit", "x = 3.14, y = 2.72",
    "记得交电费", "pick up the parcel", "温度 36.5, 正常", "thanks, see you soon", "周五 图书馆",
    "order 40 bolts M8", "今天天气很好", "check oil, filter, belt",
)  # fmt: skip
SIGNATURES = ("李明", "王晓红", "J. Carter", "陈建国", "M. Olsen", "张伟")
COMPANIES = ("江南精密仪器有限公司", "华北实验器材中心", "东海检测技术公司", "金桥设备租赁公司")
SEAL_NAMES = ("财务专用章", "合同专用章", "检验专用章", "发票专用章")
DOCUMENTS = (
    ("产品合格证", "CERTIFICATE"), ("检验报告", "TEST REPORT"), ("收 据", "RECEIPT"),
    ("出库单", "DELIVERY NOTE"),
)  # fmt: skip
PARAGRAPHS = (
    "兹证明下列产品经检验合格,", "准予出厂,质保期十二个月。", "The unit was tested on site,",
    "no defects were found.", "检验依据:GB/T 1226-2017", "环境温度20±5°C,湿度60%",
    "Sample No. 2024-0871, lot B", "本单据一式两份,双方各执一份。", "Result: passed, grade 1.6",
    "经手人请当面点清数量,", "数量:24件,单价:185.00元", "Issued in duplicate, keep one.",
)  # fmt: skip
BRANDS = (
    ("SUNNY OATS", "whole grain, no sugar"), ("晨露绿茶", "原味, 低糖"),
    ("ALPINE MILK", "3.5% fat, fresh"), ("老街酱油", "酿造, 180天"),
    ("Nord Coffee", "dark roast, ground"), ("山里红果汁", "含果肉, 摇匀饮用"),
    ("CLEAN & GO", "dish soap, lemon"), ("双鱼饼干", "奶油味, 独立包装"),
)  # fmt: skip
FACTS = (
    ("净含量", "500 g"), ("Energy", "1,570 kJ"), ("蛋白质", "8.2 克"), ("Fat", "7.0 g"),
    ("贮存", "阴凉, 干燥处"), ("Sugar", "0.9 g"), ("产地", "浙江杭州"), ("Salt", "0.02 g"),
)  # fmt: skip
METERS = (
    ("单相电能表", "kWh"), ("DIGITAL MULTIMETER", "VDC"), ("智能水表", "m³"), ("THERMOMETER", "°C"),
    ("电子秤", "kg"),
)  # fmt: skip
GAUGES = (
    ("1号炉温度", "°C"), ("FLOW RATE", "L/h"), ("进水压力", "kPa"), ("MOTOR SPEED", "rpm"),
    ("液位", "mm"), ("LOAD CELL", "kg"), ("电流", "A"), ("HUMIDITY", "%"),
)  # fmt: skip
BUTTONS = ("MODE", "SET", "HOLD", "清零", "去皮", "ON/OFF", "设置", "RANGE", "确认")


def pick(rng: Generator, options: tuple[T, ...]) -> T:
    return options[int(rng.integers(len(options)))]


def pick_some(rng: Generator, options: tuple[T, ...], count: int) -> list[T]:
    """``count`` different ones of ``options``, in random order."""
    return [options[int(i)] for i in rng.permutation(len(options))[:count]]


def amount(rng: Generator, most: float = 200.0) -> str:
    """A price with two decimals, with a thousands comma where it is long enough."""
    return f"{rng.uniform(1, most):,.2f}"


def digits(rng: Generator, count: int) -> str:
    return "".join(str(int(d)) for d in rng.integers(0, 10, count))
