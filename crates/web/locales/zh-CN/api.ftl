# 接口说明页

api-title = 接口
api-doc = 页面上能做的事，都可以通过 JSON 接口完成。完整说明见 OpenAPI 3.1 文档，可直接导入常用工具。
api-document = OpenAPI 文档
api-method = 方法
api-path = 地址
api-what = 作用
api-errors = 出错时返回“代码、说明、出错字段”三项；说明的语言由 lang 参数或 Accept-Language 决定。
