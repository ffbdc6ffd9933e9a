# Units; "-" for numbers that go without one

unit-percent = %
unit-ratio = -
unit-school = { $count ->
    [one] school
   *[other] schools
 }
unit-pupil = { $count ->
    [one] pupil
   *[other] pupils
 }
unit-place = { $count ->
    [one] place
   *[other] places
 }
unit-class = { $count ->
    [one] class
   *[other] classes
 }
unit-teacher = { $count ->
    [one] teacher
   *[other] teachers
 }
unit-year = { $count ->
    [one] year
   *[other] years
 }
unit-project = { $count ->
    [one] project
   *[other] projects
 }
unit-minute = { $count ->
    [one] minute
   *[other] minutes
 }
unit-m2 = m²
unit-time = -
unit-item = { $count ->
    [one] item
   *[other] items
 }
unit-institution = { $count ->
    [one] institution
   *[other] institutions
 }
unit-child = { $count ->
    [one] child
   *[other] children
 }
unit-lesson = { $count ->
    [one] lesson
   *[other] lessons
 }
unit-group = { $count ->
    [one] group
   *[other] groups
 }
unit-room = { $count ->
    [one] room
   *[other] rooms
 }
unit-fen = yuan
unit-month = { $count ->
    [one] month
   *[other] months
 }
unit-zone = { $count ->
    [one] zone
   *[other] zones
 }
unit-town = { $count ->
    [one] town
   *[other] towns
 }
unit-site = { $count ->
    [one] site
   *[other] sites
 }
unit-flat = { $count ->
    [one] flat
   *[other] flats
 }
unit-day = { $count ->
    [one] day
   *[other] days
 }
unit-campus = { $count ->
    [one] campus
   *[other] campuses
 }
unit-break = { $count ->
    [one] break
   *[other] breaks
 }
unit-person = { $count ->
    [one] person
   *[other] persons
 }
unit-yuan = yuan
unit-index = -
unit-hour = { $count ->
    [one] hour
   *[other] hours
 }
unit-family = { $count ->
    [one] family
   *[other] families
 }
unit-position = { $count ->
    [one] position
   *[other] positions
 }

# Kinds of fields

unit-kind-text = text
unit-kind-count = whole number
unit-kind-number = number
unit-kind-money = money (yuan)
unit-kind-percent = per cent
unit-kind-day = day
unit-kind-time = time of day
unit-kind-instant = day and time
unit-kind-yes-no = yes or no
unit-kind-code = code
unit-kind-codes = several codes
unit-kind-reference = reference
unit-kind-org = code of a node
unit-kind-identity = identity number
unit-kind-point = longitude, latitude
unit-kind-area = area
unit-kind-file = file
unit-kind-files = files
