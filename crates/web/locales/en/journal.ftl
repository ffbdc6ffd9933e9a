# Journal and snapshots

journal-title = Journal: { $count } { $count ->
    [one] line
   *[other] lines
 }
journal-doc = one line an act, only ever added to, each chained to the one before
journal-verify = Verify the journal
journal-act = Act
journal-actor = Who
journal-seq = Line
journal-at = When
journal-what = What
journal-new = { $count } new
journal-changed = { $count } changed
journal-ended = { $count } ended
journal-records = Records
journal-founded = at the founding
journal-schema = { $count } { $count ->
    [one] register
   *[other] registers
 } founded
act-import = import
act-add = add
act-change = change
act-remove = end
act-rekey = change of key
act-merge = merge
act-adopt-plan = adopt a plan
act-link-target = tie a target
act-report-target = report a target
act-withdraw-plan = withdraw a plan
act-snapshot = snapshot
act-schema = widen the registers

snapshots-title = { $count } { $count ->
    [one] snapshot
   *[other] snapshots
 }, the newest of { $day }
snapshots-none = Snapshots
snapshots-doc = A snapshot is every register as it stood on a day, never changed once written. Indicators are computed from snapshots, so that a figure can be computed again years later, to the digit.
snapshot-none = No snapshot yet
snapshot-none-next = Import registers and make a snapshot; indicators and plan then have data.
snapshot-on = Day
snapshot-on-hint = Empty for now; a past day shows what stood at its end.
snapshot-make = Make a snapshot
snapshot-bad-day = “{ $day }” is not a past day or today
snapshot-made = Made
snapshot-size = Size
snapshot-hash = Checksum
snapshot-acts = Acts
snapshot-of-day = { $day } (number { $place })
snapshot-no-rows = no data
snapshot-empty = This snapshot has no records, so that no indicator can be computed. Import registers first, then make another.
snapshot-verify-one = Verify snapshot { $snapshot }
snapshot-done = Snapshot { $snapshot } is made, with { $rows } rows, and all indicators are computed.
snapshot-stood = Snapshot { $snapshot } stood already and still holds; none was made.
snapshot-see-plan = See the plan
