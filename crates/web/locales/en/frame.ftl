# The frame of pages, charts, errors

brand = Jixia
brand-note = the working system of an education authority
skip = Skip to the content
nav-main = Main navigation
nav-trail = Where you are
nav-pages = Pages
part-plan = Plan
part-indicators = Indicators
part-registers = Registers
part-snapshots = Snapshots
part-journal = Journal

find = Find
find-hint = Name, code, indicator
find-do = Find
find-title = Find records and indicators
find-found = “{ $q }”: { $records } { $records ->
    [one] record
   *[other] records
 }, { $measures } { $measures ->
    [one] indicator
   *[other] indicators
 }
find-nothing = No record has these words in its name or code, nor does any indicator. Write it another way, or filter a register by its fields.
find-inside = Found wherever the words stand in a name or code.
find-beginnings = { $names }: large, so only names and codes that begin with them.
find-all = all { $count }

foot-loopback = Nobody is asked to sign in, so only this machine can open these pages.
foot-other-language = 中文
foot-version = version { $version }

yes = yes
no = no
and = , {""}
from = from
to = to
show = Show
verify = Verify
rows = rows
snapshot = Snapshot
snapshot-of = Snapshot of { $day }
register = Register
indicator = Indicator
required = required
by-all = all
by-nothing = empty
nothing-found = Nothing matches
nothing-found-next = Loosen the conditions, or clear them and look again.

page-first = First page
page-before = Previous
page-after = Next
page-newest = Newest
page-older = Older
page-of = rows { $from }–{ $to } of { $total }
page-rows = { $count } { $count ->
    [one] row
   *[other] rows
 } on this page

chart-table = As a table
chart-day = Snapshot
chart-value = Value
chart-name = Name
chart-bar = Bar
chart-goal = goal { $value }
chart-in-unit = { $unit }
chart-note = snapshot { $day }
chart-count = Units
chart-least = Lowest
chart-middle = Median
chart-most = Highest
chart-points = Each point is a unit, a square one that misses the goal; click one for its detail.
chart-steps = There are too many units for points: the height of a column is how many lie there.
chart-shade = Darker is more; click a number for that part.

fault-missing = There is no such page
fault-missing-next = The address may be mistyped, or what stood there is gone. Start from the navigation, or use the search field.
fault-not-yet = One step first
fault-forbidden = This request was refused
fault-forbidden-next = Open the page on this machine itself and send the form again, not by way of another site.
fault-refused = This cannot be done
fault-refused-next = Nothing was changed. Mend what is named above and try again.
fault-failed = Something failed
fault-failed-next = Nothing was changed. Try again in a while; if it happens again, tell the administrator the code below. The details are in the server's log.
fault-read-next = Check the conditions in the address; go back and choose again, or start from the navigation.
fault-failed-read-next = Try again in a while; if it happens again, tell the administrator the code below. The details are in the server's log.
fault-code = code { $code }, status { $status }
fault-home = To the first page
fault-again = Try again
fault-back = Back to the form

error-not-found = What you asked for was not found.
error-foreign-host = The host name asked for is not this machine.
error-foreign-site = The form was sent by another site.
error-old-form = The page was open for too long, or its form is not of this visit. Open it again and send it again.
error-bad-request = The request is not whole, or not as it should be.
error-method = This address does not take this kind of request.
error-too-big = The file or form is too big.
error-timeout = This took too long and was given up.
error-no-file = Choose a file first.
error-upload-gone = The uploaded file has been cleared away. Upload it again.
error-upload-broken = The file did not arrive whole. Upload it again.
error-not-findable = Lists cannot be filtered by this field.
error-bad-filter = A condition is not right.
error-bad-day = The day is not right; write it as 2026-09-01.
error-bad-number = The number is not right.
error-bad-format = The formats of an export are csv, xlsx and parquet.
error-bad-json = The JSON of the request is not right.
error-no-json = Send the request as application/json.
error-not-yes-or-no = Only yes or no may stand there.
error-failed = Something failed inside the program.
error-not-signed-in = nobody is signed in, or the session is over; sign in and try again

jobs-title = Jobs
jobs-empty = No jobs yet
jobs-empty-next = Imports, snapshots and verifications show their progress and result here.
job-preview = Preview of an import into { $name }: { $file }
job-import = Import into { $name }: { $file }
job-snapshot = Snapshot, with all indicators
job-snapshot-check = Verification of snapshot { $snapshot }
job-journal-check = Verification of the journal
job-working = working
job-done = done
job-failed = not done
job-refused = refused
job-rows = { $rows } { $rows ->
    [one] row
   *[other] rows
 } done
job-failed-title = { $name }: not done
job-hint = You may close this window; the work goes on, and its result stays under “Jobs”.
job-nothing-changed = Nothing was changed.
step-working = Getting ready
step-reading = Reading and checking
step-comparing = Comparing with the register
step-writing = Writing
step-snapshot = Writing the snapshot
step-verifying = Verifying
check-sound = sound, nothing was altered
check-faults = faults found
check-read = { $lines } items and { $rows } rows were read.
check-fault-count = { $count } { $count ->
    [one] fault
   *[other] faults
 }:
