# The annual plan

plan-title = Annual plan
plan-empty = No plan has been adopted yet
plan-empty-next = Begin by handing in the text of the plan (DOCX, web page or plain text). Its chapters and every target with a number are read out of it and tied to indicators; then import registers and make a snapshot to see which promises hold.
plan-adopt = Hand in a plan
plan-adopt-next = New plan
plan-withdraw = Withdraw this plan
plan-first-import = Import registers
plan-headline-none = Plan for { $year }: no target with a number was found
plan-headline-good = Plan for { $year }: none of { $total } targets is behind, { $met } are met
plan-headline-no-data = Plan for { $year }: no data for any of the { $total } targets
plan-headline-partly = Plan for { $year }: { $measured } of { $total } targets measured and none of these late, { $met } met; { $reported } reported, { $none } without data
plan-headline-late = Plan for { $year }: { $late } of { $total } targets { $late ->
    [one] is
   *[other] are
 } late
plan-headline-missed = Plan for { $year }: { $missed } of { $total } targets { $missed ->
    [one] was
   *[other] were
 } missed
plan-headline-both = Plan for { $year }: of { $total } targets { $late } { $late ->
    [one] is
   *[other] are
 } late and { $missed } missed
plan-headline-where = , { $count } of them under “{ $chapter }”
plan-headline-all = , all under “{ $chapter }”
plan-current = See the current plan
plan-of-them-unsure = { $count } to be confirmed
plan-headline-unsure = { " " }({ $count } of those met by a link to be confirmed)
plan-to-confirm = { $count } { $count ->
    [one] target is held to an indicator
   *[other] targets are held to indicators
 } by words that agree little: open it, confirm the indicator or choose another.
plan-no-snapshot = No snapshot yet; make one
plan-past = This is how things stood on { $day }, not now.
plan-past-means = Values come from snapshot { $snapshot }; snapshots and reports after { $day } do not count. Targets are linked to indicators as they are today.
plan-past-newest = See the newest
plan-summary = Filter by status
plan-filtered = Only targets with status “{ $status }” are shown.
plan-unfiltered = Show all
plan-contents = Chapters
plan-behind = { $count } behind
plan-targets = { $count } { $count ->
    [one] target
   *[other] targets
 }
plan-opening = Opening
plan-other-clauses = { $count } more { $count ->
    [one] clause
   *[other] clauses
 } (without a number to measure)
plan-foot = Status follows from snapshots, trend and deadline; nobody types it. Open a target for its definition, its sources and the places behind it.

target = Target
target-goal = Goal
target-measured = Measured
target-trend = Trend and goal
target-status = Status
target-by-indicator = Indicator: { $name }
target-by-nothing = No indicator measures it yet
target-due = by { $day }
target-reported = reported
target-done = { $done }% done
target-spark = now { $value }, goal { $goal }, { $count } { $count ->
    [one] snapshot
   *[other] snapshots
 }
target-finding = { $name }: { $value }, goal { $goal }, { $status }
target-finding-reported = { $name }: { $value } reported, not measured; goal { $goal }
target-finding-none = { $name }: goal { $goal }, { $status }
target-words = In the plan
target-sentence = Sentence
target-deadline = Deadline
target-reported-on = reported for { $day }
target-no-value = no data
target-baseline = Start
target-evidence = Reported
target-rule = Found by
why-bound-after = A bound after the number
why-bound-before = A bound before the number
why-clock = A time of day
why-count = A count
why-dated = Only a deadline
why-decrease = A fall
why-eliminate = Something done away with
why-hold = A level to be held
why-increase = An increase
why-lower = A level to come down to
why-per-period = So many times a period
why-range = A range
why-rate = A rate
why-reach = A level to be reached
why-zero = None left
target-way = { $done }% of the way from the start to the goal is done; due { $due }
target-units-behind = { $count } { $count ->
    [one] unit misses
   *[other] units miss
 } it
target-units-all = All { $count }
source-measured = measured from a snapshot
source-reported = reported by a person, not measured
source-none = neither measured nor reported

link-title = The indicator behind it
link-by-words = tied by its words
link-by-person = chosen by a person
link-none = tied to none
link-score = Agreement of words
link-runner-up = Runner-up
link-unsure = link to be confirmed
link-confirm-text = The words of the target and of this indicator agree little. Check whether they speak of the same thing.
link-confirm-node = The sentence does not plainly say where it is measured; { $node } is taken now. Check it.
link-confirm-whole = The sentence names several nodes; the whole authority is taken now. Check it.
link-node = Organisation node
link-node-hint = The code of a node; type a name to look for it. Empty for the whole authority.
link-confirm = Confirm this indicator
link-change = Not right? Choose another indicator
link-indicator = Indicator
link-unit = {" "}({ $unit })
link-misfits = Of another unit, unfit to measure this target
link-nothing = Tie it to none
link-by-hint = After a change of indicator save once, then choose its breakdown.
link-do = Settle

report-title = Report a value
report-hint = for targets that no indicator measures yet
report-value = Value
report-change-unit = Change so far ({ $unit })
report-value-unit = Value ({ $unit })
report-on = Day of the value
report-evidence = Evidence: a document, its number, a public address
report-do = Report

adopt-title = Hand in an annual plan
adopt-file = Text of the plan
adopt-file-hint = DOCX, HTML or plain text in any usual encoding. You see what was found before anything is adopted.
adopt-preview = Read the targets
adopt-found = “{ $title }”: { $targets } { $targets ->
    [one] target
   *[other] targets
 } found
adopt-confirm-text = Check the chapters and targets below. Once adopted, each target is tied to an indicator, which you can change at any time.
adopt-replaces = “{ $title }” ({ $year }), adopted on { $day }, has the same title and year and is replaced; what persons chose or reported is kept.
adopt-beside = It is adopted as a new plan for { $year }; no other plan is replaced.
adopt-title-field = Title of the plan
adopt-no-targets = No target was found, so this cannot be adopted. Check whether it is the whole text of a plan; a table is imported on the page of its register.
adopt-do = Adopt this plan
adopt-other = Another file
adopt-tasks = { $count } { $count ->
    [one] task
   *[other] tasks
 } without a number

withdraw-title = Withdraw plan: { $title }
withdraw-about = For a file adopted by mistake or a plan that no longer holds. See its effect below, then confirm.
withdraw-ends = Its { $clauses } { $clauses ->
    [one] clause
   *[other] clauses
 } and { $targets } { $targets ->
    [one] target
   *[other] targets
 } end, { $linked } of them linked by a person and { $reported } with a reported value.
withdraw-current = This is not the current plan; the plan page goes on showing the current one:
withdraw-next = The plan page then shows:
withdraw-none = No plan is adopted then; the plan page will ask for one.
withdraw-stays = Registers, snapshots and indicators stay as they are; the plan's history is kept and the journal gets a line. It cannot be undone; hand in the plan's text again if you need it.
withdraw-do = Withdraw it
