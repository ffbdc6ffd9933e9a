# 单位；“-”表示数字后不写单位

unit-percent = %
unit-ratio = -
unit-school = 所
unit-pupil = 人
unit-place = 个学位
unit-class = 个班
unit-teacher = 人
unit-year = 年
unit-project = 个项目
unit-minute = 分钟
unit-m2 = 平方米
unit-time = -
unit-item = 项
unit-institution = 个机构
unit-child = 人
unit-lesson = 课时
unit-group = 个集团
unit-room = 间
unit-fen = 元
unit-month = 个月
unit-zone = 个区
unit-town = 个乡镇
unit-site = 处
unit-flat = 套
unit-day = 天
unit-campus = 个校区
unit-break = 次
unit-person = 人
unit-yuan = 元
unit-index = -
unit-hour = 小时
unit-family = 户
unit-position = 个岗位

# 字段类型

unit-kind-text = 文字
unit-kind-count = 整数
unit-kind-number = 数字
unit-kind-money = 金额（元）
unit-kind-percent = 百分数
unit-kind-day = 日期
unit-kind-time = 时刻
unit-kind-instant = 日期时间
unit-kind-yes-no = 是/否
unit-kind-code = 代码
unit-kind-codes = 多个代码
unit-kind-reference = 引用
unit-kind-org = 机构代码
unit-kind-identity = 证件号码
unit-kind-point = 经纬度
unit-kind-area = 区域
unit-kind-file = 文件
unit-kind-files = 多个文件
