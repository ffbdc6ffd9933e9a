# 登录、账号

sign-in-title = 登录
sign-in-about = 请用本人的账号登录。
sign-in-hint = 首次登录或忘记密码的，填管理员给的一次性代码。
sign-in-do = 登录
sign-in-again = 换个账号登录
sign-in-code-title = 第二步：验证码
sign-in-code-about = 请填手机验证器上显示的六位数字。
sign-in-new-title = 设置密码
sign-in-new-about = 一次性代码只能用一次，请设置今后登录用的密码。
sign-out = 退出登录

account-name = 账号
password = 密码
password-old = 现在的密码
password-new = 新密码
password-again = 再填一次新密码
password-rule = 至少 10 个字符，不含账号名，也不要用常见的密码；用一句话最好记。
password-differs = 两次填的不一样，请重新填写
password-title = 修改密码
password-do = 修改密码
password-ends = 修改后，这个账号在其他设备上的登录随即失效。
password-done = 密码已修改，其他设备上的登录已失效。

me-title = 我的账号
me-open = { $name }的账号

second-title = 手机验证码（第二步验证）
second-code = 验证码
second-code-hint = 手机不在身边的，填一个备用码。
second-off = 尚未启用。启用后，登录时除密码外还要填手机上的验证码，别人知道密码也进不来。
second-on = 已启用。
second-begin = 启用
second-anew = 换一部手机
second-scan = 用手机上的验证器扫描下面的图形，再填它显示的六位数字。
second-picture = 供手机验证器扫描的二维码
second-typed = 不能扫描的，在验证器里手工输入：
second-first-hint = 填对后才启用。
second-confirm = 确认启用
second-done = 已启用，下次登录时要填验证码。
second-recovery = 请抄下这些备用码，妥善保管。手机丢失时每个可代替验证码用一次；离开本页后不再显示。
