# Units; "-" for numbers that go without one

unit-percent = %
unit-ratio = -
unit-school = schools
unit-pupil = pupils
unit-place = places
unit-class = classes
unit-teacher = teachers
unit-year = years
unit-project = projects
unit-minute = minutes
unit-m2 = m²
unit-time = -
unit-item = items
unit-institution = institutions
unit-child = children
unit-lesson = lessons
unit-group = groups
unit-room = rooms
unit-fen = yuan
unit-month = months
unit-zone = zones
unit-town = towns
unit-site = sites
unit-flat = flats
unit-day = days
unit-campus = campuses
unit-break = breaks
unit-person = persons
unit-yuan = yuan
unit-index = -
unit-hour = hours
unit-family = families
unit-position = positions

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
