//! The day of publication that an input bears beside its text: in a field, or plainly in its path.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Day, Edtf};

/// A field's day: EDTF, a timestamp of which the day counts, or a day with the year last.
pub(super) fn field(written: &str) -> Option<Edtf> {
    let written = written.trim();
    let day = match written.get(..10).zip(written.as_bytes().get(10)) {
        Some((day, b'T' | b't' | b' ')) => day,
        _ => written,
    };
    day.parse().ok().or_else(|| year_last(day))
}

/// `14-05-2022`. Where the two first numbers could be day and month either way, no more than the year is sure.
fn year_last(written: &str) -> Option<Edtf> {
    let parts: Vec<&str> = written.split(['-', '/', '.']).collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let [first, second, year] = parts.as_slice() else { return None };
    if !digits(first, 2) || !digits(second, 2) || !digits(year, 4) {
        return None;
    }
    let (first, second, year) = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
    match (Day::new(year, second, first), Day::new(year, first, second)) {
        (Ok(a), Ok(b)) if a != b => Some(Edtf::Year(year)),
        (Ok(day), _) | (_, Ok(day)) => Some(Edtf::Day(day)),
        _ => None,
    }
}

static IN_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])((?:19|20)[0-9]{2})([-_.]?)([0-9]{2})([-_.]?)([0-9]{2})(?:[^0-9]|$)").ok()
});
static IN_FOLDERS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|/)((?:19|20)[0-9]{2})()/([0-9]{1,2})()/([0-9]{1,2})/").ok());

/// The one day that the file's name, else its folders, spell out. Two different days are none.
pub(super) fn path(path: &str) -> Option<Edtf> {
    let path = path.replace('\\', "/");
    let name = path.rsplit('/').next().unwrap_or_default();
    the_day(&IN_NAME, name).or_else(|| the_day(&IN_FOLDERS, &path)).map(Edtf::Day)
}

fn the_day(pattern: &LazyLock<Option<Regex>>, text: &str) -> Option<Day> {
    let number = |digits: &str| digits.parse::<i16>().ok();
    let mut days = pattern.as_ref()?.captures_iter(text).filter_map(|found| {
        let (_, [year, before, month, after, day]) = found.extract();
        let (month, day) = (i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
        (before == after).then(|| Day::new(number(year)?, month, day).ok())?
    });
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_paths() {
        for (given, expected) in [
            ("archive/2022-05-14-berlin.txt", Some("2022-05-14")),
            ("archive/berlin_20220514.txt", Some("2022-05-14")),
            ("2022.05.14.txt", Some("2022-05-14")),
            ("news/2022/05/14/berlin.txt", Some("2022-05-14")),
            ("news/2022/5/4/berlin.txt", Some("2022-05-04")),
            ("2021-01-01/2022-05-14.txt", Some("2022-05-14")),
            ("2022-05-14-to-2022-05-15.txt", None),
            ("2022-13-14.txt", None),
            ("2022-0514.txt", None),
            ("id-120220514.txt", None),
            ("story.txt", None),
            ("2022-05.txt", None),
        ] {
            assert_eq!(path(given).map(|d| d.to_string()).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn days_of_fields() {
        for (given, expected) in [
            ("2022-05-14", Some("2022-05-14")),
            (" 2022-05 ", Some("2022-05")),
            ("2022-05-14T23:59:00Z", Some("2022-05-14")),
            ("2022-05-14 08:00", Some("2022-05-14")),
            ("14-05-2022", Some("2022-05-14")),
            ("05/14/2022", Some("2022-05-14")),
            ("05.05.2022", Some("2022-05-05")),
            ("03-02-2022", Some("2022")),
            ("31-02-2022", None),
            ("14 May 2022", None),
            ("2022-05-32T00:00:00Z", None),
        ] {
            assert_eq!(field(given).map(|d| d.to_string()).as_deref(), expected, "{given}");
        }
    }
}
