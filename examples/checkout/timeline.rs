//! An answer about delivery for people: the days, and a timeline of the stages.

use std::io::{self, Write};

use landfall::delivery::{DeliveryAnswer, DeliveryRemark, DeliveryRequest, ServiceChoice, StageWindow};
use landfall::time::{Date, Skipped};

const WIDTH: usize = 100;
/// The most days that fit beside the names of the stages.
const MOST_DAYS: usize = 60;
const NAME: usize = 12;

pub fn print(request: &DeliveryRequest, answer: &DeliveryAnswer, out: &mut impl Write) -> io::Result<()> {
    heading(request, answer, out)?;
    days(request, answer, out)?;
    timeline(answer, out)?;
    skipped(answer, out)?;
    remarks(
        if answer.promise().is_some() { "Why this may move" } else { "Why there is no answer" },
        answer.reasons(),
        out,
    )?;
    remarks("Notices", answer.notices(), out)?;
    writeln!(out)
}

fn heading(request: &DeliveryRequest, answer: &DeliveryAnswer, out: &mut impl Write) -> io::Result<()> {
    let name = request.id.as_deref().unwrap_or("Delivery");
    let origin = &request.lane.origin;
    let from = origin.region.map_or_else(|| origin.country.name(), |region| region.name());
    let to = &request.lane.destination;
    let mut place = to.region.map_or_else(|| to.country.name(), |region| region.name()).to_owned();
    if let Some(code) = &to.postal_code {
        place = format!("{place}, {code}");
    }
    let service = match &request.lane.service {
        ServiceChoice::Named(id) => answer.service().map_or(id.as_str(), |service| service.name()),
        ServiceChoice::Own(service) => service.name(),
        _ => "a service",
    };
    let ordered = request.ordered_at.format("%a %-d %B %Y, %H:%M %:z");
    let verdict = answer.verdict().as_str().to_uppercase();
    let words = answer.in_words().unwrap_or_else(|| "NO DATE".to_owned());
    let room = WIDTH.saturating_sub(2).saturating_sub(verdict.len());
    writeln!(out, "{}", "━".repeat(WIDTH))?;
    writeln!(out, " {name}: {from} → {place}, {service}")?;
    writeln!(out, " ordered {ordered}")?;
    writeln!(out, "{}", "━".repeat(WIDTH))?;
    writeln!(out, " {verdict}{words:>room$}")
}

fn days(request: &DeliveryRequest, answer: &DeliveryAnswer, out: &mut impl Write) -> io::Result<()> {
    let Some(promise) = answer.promise() else { return Ok(()) };
    writeln!(out)?;
    let line = |out: &mut dyn Write, name: &str, text: String| writeln!(out, "   {name:34}{text}");
    let ship = match (promise.ship_date(), promise.ship_by()) {
        (first, last) if first == last => day(first),
        (first, last) => format!("{} to {}", day(first), day(last)),
    };
    line(out, "handed over", ship)?;
    for (percent, on) in promise.percentiles() {
        line(out, &format!("{percent} of 100 orders arrive by"), day(on))?;
    }
    if let (Some(wanted), Some(confidence)) = (request.wanted_by, answer.confidence()) {
        line(out, &format!("in time for {}", day(wanted)), format!("{} of 100", confidence.percent()))?;
        let by = answer.order_by().map_or_else(
            || "no order day is early enough".to_owned(),
            |by| by.format("%a %-d %B %Y, %H:%M %:z").to_string(),
        );
        line(out, "to be sure, order by", by)?;
    }
    Ok(())
}

/// One letter a day: ■ can be in this stage, · passed over.
fn timeline(answer: &DeliveryAnswer, out: &mut impl Write) -> io::Result<()> {
    let Some(promise) = answer.promise() else { return Ok(()) };
    let first = promise.order_day();
    let all: Vec<Date> = first.iter_days().take_while(|day| *day <= promise.latest()).collect();
    if all.len() > MOST_DAYS {
        return Ok(());
    }
    let initials: String =
        all.iter().map(|day| day.format("%a").to_string().chars().take(1).collect::<String>()).collect();
    let starts: String = all
        .iter()
        .map(|day| if day.format("%d").to_string() == "01" || *day == first { '|' } else { ' ' })
        .collect();
    writeln!(out, "\n   {:NAME$}{starts}", "")?;
    writeln!(out, "   {:NAME$}{initials}   from {} on", "", day(first))?;
    for stage in answer.stages() {
        let marks: String = all.iter().map(|day| mark(stage, *day, answer.skipped())).collect();
        let (least, most) = stage.days;
        let length = if least == most { format!("{least}") } else { format!("{least} to {most}") };
        let days = if most == 1 { "day" } else { "days" };
        writeln!(out, "   {:NAME$}{marks}   {length} {days}, {}", stage.name.as_str(), stage.basis)?;
    }
    let rests = |day: &Date| answer.skipped().iter().any(|skipped| skipped.day == *day);
    let arrives: String =
        all.iter().map(|day| if *day >= promise.earliest() && !rests(day) { '★' } else { ' ' }).collect();
    writeln!(out, "   {:NAME$}{arrives}", "arrives")
}

fn mark(stage: &StageWindow, day: Date, skipped: &[Skipped]) -> char {
    match (stage.from..=stage.to).contains(&day) {
        false => ' ',
        true if skipped.iter().any(|skipped| skipped.day == day) => '·',
        true => '■',
    }
}

fn skipped(answer: &DeliveryAnswer, out: &mut impl Write) -> io::Result<()> {
    if answer.skipped().is_empty() {
        return Ok(());
    }
    writeln!(out, "\n Days passed over")?;
    writeln!(out, " {}", "─".repeat(WIDTH.saturating_sub(1)))?;
    for skipped in answer.skipped() {
        writeln!(out, "   {:22}{} ({})", day(skipped.day), skipped.why, skipped.place)?;
    }
    Ok(())
}

fn remarks(title: &str, remarks: &[DeliveryRemark], out: &mut impl Write) -> io::Result<()> {
    if remarks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n {title}")?;
    writeln!(out, " {}", "─".repeat(WIDTH.saturating_sub(1)))?;
    for remark in remarks {
        super::table::wrapped(out, "   • ", "     ", remark.message())?;
    }
    Ok(())
}

fn day(day: Date) -> String {
    day.format("%a %-d %B %Y").to_string()
}
