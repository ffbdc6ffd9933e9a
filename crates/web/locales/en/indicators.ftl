# Indicators

indicators-title = { $count } indicators
indicators-count = { $count }
indicators-past = This is how things stood on { $day }, not now.
indicators-search = Find among indicators
spark-from-to = from { $from } to { $to }, { $count } { $count ->
    [one] snapshot
   *[other] snapshots
 }
finding-none = { $place }: nothing to measure for “{ $name }”
finding-value = { $place }: { $name } { $value }
finding-lowest = { $place }: { $name } { $value }; lowest in { $worst }, { $at }
finding-highest = { $place }: { $name } { $value }; highest in { $worst }, { $at }
bars-failing = { $count } of { $all } parts miss the goal of { $goal }
bars-parts = { $count ->
    [one] The only part
   *[other] The { $count } parts
 } of { $place }
bars-more = { $count } more are not drawn; the table below has all.
strip-failing = { $count } of { $all } units miss the goal of { $goal }
strip-spread = { $count } units from { $low } to { $high }
items-failing = { $count } of { $all } items miss the limit
items-limit = Limit
items-holds = within
items-misses = outside
heat-title = By { $by }
parts-title = Parts below
parts-count = { $count }
parts-below = Parts of it
numerator = Numerator
denominator = Denominator
denominator-scaled = Denominator (quotient × { $scale })
figure-rows = Rows behind it
rows-see = See the rows
rows-title = { $place } · { $name }: { $count } { $count ->
    [one] row
   *[other] rows
 }
chart-unit = Unit
rows-record = See the record
rows-export = Export as CSV
rows-counts = Counts
rows-counted = counts
rows-not-counted = does not
rows-counts-hint = Rows that count in the value (or the numerator) come first.
rows-place = Belongs to
rows-foot = These rows are all that the figure was computed from, as of the snapshot above; the registers may have changed since.
trend-from-to = From { $from } on { $day } to { $to } now
trend-one = One snapshot tells of no trend
trend-none = No trend to draw
trend-note = { $count } { $count ->
    [one] snapshot
   *[other] snapshots
 }

why-see = Definition
why-title = Definition and sources
why-doc = What it is
why-value = Formula
why-source = Source
why-registers = From registers
why-rules = Rule values used
why-rule = Rule value
why-since = Since
why-confirmed = Confirmed
confirmed = confirmed
unconfirmed = to be confirmed
why-not-begun = had not begun on the day of the snapshot
why-sql = SQL of its rows
why-unplaced = Not counted
why-unplaced-rows = { $without } rows without a node, { $unknown } rows whose node is not in the tree
why-note = Note
why-rule-not-begun = the rule value “{ $rule }” had not begun on the day of the snapshot
why-not-computed = could not be computed: { $why }
