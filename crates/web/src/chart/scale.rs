//! A linear scale with round ticks.

/// From values to a stretch of coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    /// Least value shown.
    pub min: f64,
    /// Greatest value shown.
    pub max: f64,
    /// Coordinates of `min` and `max`.
    pub to: (f64, f64),
    /// Round values to mark.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// A scale over these values with about `marks` ticks; from zero when `zero` is set or zero is
    /// near.
    pub(crate) fn over(
        values: impl Iterator<Item = f64>,
        zero: bool,
        marks: u32,
        to: (f64, f64),
    ) -> Self {
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()) {
            min = min.min(value);
            max = max.max(value);
        }
        if min > max {
            (min, max) = (0.0, 1.0);
        }
        let near_zero = min > 0.0 && min < (max - min) * 0.75;
        if zero || near_zero {
            min = min.min(0.0);
            max = max.max(0.0);
        }
        if max - min < 1e-9 {
            let room = if max.abs() < 1e-9 {
                1.0
            } else {
                max.abs() * 0.1
            };
            max += room;
            if min != 0.0 {
                min -= room;
            }
        }
        let step = round_step((max - min) / f64::from(marks.max(1)));
        let (first, last) = ((min / step).floor(), (max / step).ceil());
        let count = (last - first).clamp(1.0, 40.0);
        let mut ticks = Vec::new();
        let mut place = 0.0;
        while place <= count {
            ticks.push(tidy((first + place) * step, step));
            place += 1.0;
        }
        Self {
            min: first * step,
            max: (first + count) * step,
            to,
            ticks,
        }
    }

    /// The same with ticks at whole numbers only, where things are counted.
    pub(crate) fn whole(mut self, counted: bool) -> Self {
        let is_fine = self.ticks.iter().any(|tick| tick.fract() != 0.0);
        if counted && is_fine {
            self.min = self.min.floor();
            self.max = self.max.ceil().max(self.min + 1.0);
            let steps = (self.max - self.min) as u32;
            self.ticks = (0..=steps.min(40))
                .map(|step| self.min + f64::from(step))
                .collect();
        }
        self
    }

    /// The coordinate of a value, held within the scale.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let part = (value - self.min) / (self.max - self.min);
        let part = if part.is_finite() {
            part.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.to.0 + (self.to.1 - self.to.0) * part
    }
}

/// Whether values of this unit are numbers of things, all of them whole.
pub(crate) fn counted(unit: &str, mut values: impl Iterator<Item = f64>) -> bool {
    const MEASURES: [&str; 12] = [
        "percent", "ratio", "index", "fen", "yuan", "m2", "minute", "hour", "time", "year",
        "month", "day",
    ];
    !MEASURES.contains(&unit) && values.all(|value| value.fract() == 0.0)
}

/// The next of 1, 2, 5 times a power of ten.
fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let times = raw / power;
    let round = if times <= 1.0 {
        1.0
    } else if times <= 2.0 {
        2.0
    } else if times <= 5.0 {
        5.0
    } else {
        10.0
    };
    round * power
}

/// Without the dust of binary fractions.
fn tidy(value: f64, step: f64) -> f64 {
    let grain = step / 10.0;
    let out = (value / grain).round() * grain;
    let digits = 1e12;
    (out * digits).round() / digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        let scale = Scale::over([3.0, 97.0].into_iter(), false, 5, (0.0, 100.0));
        assert_eq!(scale.ticks, vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert!((scale.at(50.0) - 50.0).abs() < 1e-9);
        let far = Scale::over([95.0, 97.0].into_iter(), false, 4, (0.0, 1.0));
        assert_eq!(far.ticks, vec![95.0, 95.5, 96.0, 96.5, 97.0]);
    }

    #[test]
    fn what_is_counted_has_whole_ticks() {
        let scale = Scale::over([0.0, 2.0].into_iter(), false, 5, (0.0, 1.0));
        assert_eq!(scale.whole(true).ticks, vec![0.0, 1.0, 2.0]);
        assert!(counted("school", [1.0, 3.0].into_iter()));
        assert!(!counted("school", [1.5].into_iter()));
        assert!(!counted("percent", [1.0].into_iter()));
    }

    #[test]
    fn nothing_and_one_value_still_give_a_scale() {
        assert!(Scale::over(std::iter::empty(), true, 4, (0.0, 1.0)).max > 0.0);
        let one = Scale::over([7.0].into_iter(), false, 4, (0.0, 1.0));
        assert!(one.min < 7.0 && one.max > 7.0);
        assert!(Scale::over([0.0].into_iter(), false, 4, (0.0, 1.0)).max > 0.0);
        assert_eq!(
            Scale::over([f64::NAN].into_iter(), false, 4, (0.0, 1.0)).min,
            0.0
        );
    }
}
