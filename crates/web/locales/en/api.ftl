# The page about the API

api-title = API
api-doc = Whatever the pages do can be done by JSON as well. The OpenAPI 3.1 document says all of it and can be read by the usual tools.
api-document = OpenAPI document
api-method = Method
api-path = Address
api-what = What it does
api-errors = An error is a code, a text and the fields at fault; the language of the text follows the parameter lang or Accept-Language.
