# Registers

registers-title = { $count } registers, { $rows } rows
registers-count = { $count }
registers-empty = The registers are empty. Import those of the organisation tree first, then those that refer to it.
import = Import
import-into = Import into { $name }
list-title = { $name }: { $count } { $count ->
    [one] row
   *[other] rows
 }
list-title-more = { $name }: more than { $count } rows
list-search = Name or code
list-searched-inside = Records whose name, code or another findable field holds “{ $q }”.
list-searched-beginnings = This register is large: records whose name, code or another findable field begins with “{ $q }”.
list-day = As of
comparator-least = at least
comparator-most = at most
comparator-equal = exactly
comparator-more = more by
comparator-between = between
list-as-of = As it stood at { $at }
list-empty = This register is empty
filters-clear = Clear
columns-choose = Choose columns
columns-show = Show these
record-new = Add
record-edit = Change
record-number = record { $id }
record-fields = What it holds
record-not-yet = There was no such record yet.
record-ended = This record has ended; its history tells how.
record-now = See it as it stands
record-history = History
record-versions = { $count } { $count ->
    [one] version
   *[other] versions
 }
record-as-it-stood = as it stood then
record-others = Records that refer to it
records-by = { $count } { $count ->
    [one] record
   *[other] records
 } ({ $field })
records-by-more = more than { $count } records ({ $field })
records-of = { $name }: { $count }
export-left-out = Exported as Parquet, sealed fields ({ $fields }) are left out; CSV and XLSX hold them as they are, so keep those files safe.
export-as = Export all as { $format }
filter-code = code or name
filter-named = { $field }: { $count } with “{ $typed }” in name or code, and the records of all of them; to see one alone:
filter-named-more = There are more; write more of the name.
filter-nothing-named = { $field }: none with “{ $typed }” in name or code.
actor-web = these pages
actor-program = the program
new-title = Add: { $name }
edit-title = Change: { $name }
form-faults = { $count } { $count ->
    [one] field needs
   *[other] fields need
 } mending; the reasons stand beside them, and what you typed is kept.
form-save = Save
form-cancel = Leave it
rarer-title = More
rekey-title = Change the key of { $name }
rekey-about = When a code was mistyped or issued anew: the record gets its new key, records that refer to it follow, and history is kept.
rekey-do = Change the key
rekey-follow = Records that follow
merge-title = Merge into { $name }
merge-find = Merge a duplicate
merge-about = When one person or thing stands twice: this record stays, the other ends, and records that refer to the other then refer to this one.
merge-drop = { $key } of the duplicate, which ends
merge-compare = Compare both
merge-missing = This register has no record with the key “{ $key }”; check it and try again.
merge-itself = This is the record that stays; give the key of the other one.
merge-both = Both records
merge-field = Field
merge-keeps = Stays
merge-ends = Ends
merge-follow = Records that will refer to the one that stays
merge-text = “{ $name }” ({ $key }) ends. Where it differs from the one that stays, its values are not taken over; what is needed of them is put into the one that stays first. Both histories are kept.
merge-do = Merge them
remove-find = End this record
remove-title = End { $name }
remove-about = When it no longer holds and is to leave the register: see the effect first, then confirm.
remove-named = Records still refer to it. Change or end those below first; until then it cannot end.
remove-text = It then no longer stands in the register or in later snapshots; its history is kept. It cannot end while other records refer to it.
remove-do = End it
hint-unit = Unit: { $unit }.
hint-money = In yuan, such as 1,234.50.
hint-percent = In per cent, such as 85.5.
hint-reference = The code of the other record.
hint-point = Longitude,latitude.
hint-key = The key is changed below, by “Change the key”.
form-clear = Empty it (the value goes)
hint-sealed = Sealed; leave empty to keep it.

import-title = Import: { $name }
import-file = File
import-file-hint = CSV or XLSX; encoding and header row are found, Chinese headers are understood.
import-extent = The file holds
import-whole = all records: those it does not have will end
import-part = a part: records it does not have stay as they are
import-preview = Show the difference
import-preview-hint = You see the difference before anything is written; if one row is refused, none is written.
import-template = What is there now, as a template
import-columns = Columns it knows
import-column = Column
import-kind = Kind
import-also = Other headers
import-rows = rows
import-new = new
import-changed = changed
import-same = same
import-gone = gone
import-refused-rows = refused
import-written = { $name } imported: { $new } new, { $changed } changed, { $gone } ended
import-no-change = { $name } already is as the file says
import-would-shrink = { $name } not imported: the file lacks { $gone } { $gone ->
    [one] record
   *[other] records
 }
import-refused = { $name } not imported: { $refused } { $refused ->
    [one] row
   *[other] rows
 } refused
import-would = { $name }: { $new } would be new, { $changed } changed, { $gone } ended
import-refused-next = Nothing was written. Fetch the refused rows, each with its reason beside it, mend them in your file and upload it again.
import-refused-file = Fetch the refused rows
import-again = Upload again
import-shrinks = { $gone } { $gone ->
    [one] record
   *[other] records
 } that the file does not have would end; examples stand below.
import-part-hint = If the file holds only a part of the records, compare it again as a part: records it does not have then stay as they are.
import-as-part = Compare again as a part
import-allow-shrink = I have checked: end { $gone ->
    [one] this record
   *[other] these { $gone } records
 }
import-confirm-text = Check the difference below; it is written when you confirm.
import-do = Import
import-taken = The import of this file was confirmed; there is nothing more to confirm.
import-taken-see = See the import
import-other = Another file
import-see-list = See the register
import-then-snapshot = Make a new snapshot
import-journal = line { $seq } of the journal
import-refused-title = Refused rows
import-line = Line
import-reason = Reason
import-reason-of = { $column }: { $reason }
reasons-and = ; {""}
import-refused-more = The first { $shown } are listed here; the file has all.
import-blocked = { $name } not imported: { $count } of the records that the file lacks are still referred to
import-blocked-more = { $name } not imported: at least { $count } of the records that the file lacks are still referred to
import-blocked-first = the first { $count }
import-blocked-title = Records that others still refer to
import-gone-title = Records that end
import-changed-title = Records that change
import-new-title = New records
import-cleaned = Cleaned
import-cleaned-cells = { $count ->
        [one] signs that nobody sees were left out of { $count } cell
       *[other] signs that nobody sees were left out of { $count } cells
    }
import-samples-later = { $count } in all, listed once the refused rows are corrected
import-samples = first { $shown } of { $count }
import-at-line = line { $line }
import-source = How the file was read
import-format = Format
import-header-line = Line of the headers
import-used = Columns used
import-ignored = Columns not used
import-absent = Fields it does not have
import-other-sheets = Sheets not read
import-skipped = Lines passed over
