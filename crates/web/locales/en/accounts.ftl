# Signing in, accounts

sign-in-title = Sign in
sign-in-about = Sign in with your own account.
sign-in-hint = The first time, or if you forgot it: the one-time code from your administrator.
sign-in-do = Sign in
sign-in-again = Use another account
sign-in-code-title = Step two: code
sign-in-code-about = Give the six digits that your phone's authenticator shows.
sign-in-new-title = Choose a password
sign-in-new-about = The one-time code is good only once. Choose the password by which you sign in from now on.
sign-out = Sign out

account-name = Account
password = Password
password-old = Present password
password-new = New password
password-again = New password again
password-rule = At least 10 characters, without the account's name, and none of the common ones. A sentence is easiest to remember.
password-differs = is not the same as above; type both again
password-title = Change the password
password-do = Change the password
password-ends = Afterwards this account is signed out on all other devices.
password-done = The password is changed; other devices are signed out.

me-title = My account
me-open = Account of { $name }

second-title = Code from the phone (second factor)
second-code = Code
second-code-hint = Without your phone, give one of the recovery codes.
second-off = Not in use. Once it is, signing in asks for the code on your phone beside the password, so that the password alone lets nobody in.
second-on = In use.
second-begin = Set it up
second-anew = Move to another phone
second-scan = Read this picture with the authenticator on your phone, then give the six digits that it shows.
second-picture = QR code for the authenticator on your phone
second-typed = If it cannot be read, type this into the authenticator:
second-first-hint = It is in use once the first code is right.
second-confirm = Put it to use
second-done = It is in use: the next time you sign in, the code is asked for.
second-recovery = Write down these recovery codes and keep them safe. Each stands in for the phone once; they are not shown again.
