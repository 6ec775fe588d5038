//! Whether the goods may come back, until when, and who pays: as JSON, and in words to read aloud.

use std::fmt::Write;

use landfall::RuleBook;
use landfall::returns::{Fact, Ground, InTimeBy, Outcome, Party, Reason, ReturnCase, ReturnDecision};
use landfall::rules::Evidence;
use landfall::time::Date;
use landfall::wire::RequestError;

use crate::Answer;

/// Answers a `return` request.
pub fn answer(book: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    let case = ReturnCase::from_json(text)?;
    let decision =
        book.decide_return(&case).map_err(|error| RequestError::from(error).with_id(case.id.clone()))?;
    let json = serde_json::to_string(&decision)
        .map_err(|error| RequestError::new("not_written", "", error.to_string()).with_id(case.id.clone()))?;
    Ok(Answer { json, words: explain(&case, &decision) })
}

/// A short, plain explanation with the article, the dates and the next step.
fn explain(case: &ReturnCase, decision: &ReturnDecision) -> String {
    let mut said = Vec::new();
    said.push(outcome(case, decision));
    if decision.outcome == Outcome::Eligible {
        said.extend(deadline(case, decision));
        said.extend(money(decision));
        said.extend(way_back(decision));
        said.extend(guarantee(decision));
    }
    said.extend(decision.duty_refunds.first().map(|way| {
        let by = way.claim_by.map_or_else(String::new, |day| format!(", to be claimed by {}", words(day)));
        format!("Duty and tax: {}{by}.", way.route)
    }));
    said.extend(decision.policy_breaches.iter().map(|breach| {
        format!(
            "The shop's own terms ({}: {}) fall below the law ({}) and do not count.",
            breach.clause, breach.promise, breach.law
        )
    }));
    let mut text = String::new();
    let title = decision.id.as_deref().unwrap_or("Return");
    let place = case.region.map_or_else(|| case.country.name(), |region| region.name());
    let _ = writeln!(text, "{title}: {place}, {}", case.category);
    for sentence in said {
        wrapped(&mut text, "  ", &sentence);
    }
    questions(&mut text, decision);
    basis(&mut text, decision);
    for remark in &decision.remarks {
        wrapped(&mut text, "  Note: ", &remark.message);
    }
    for duty in &decision.shop_duties {
        wrapped(
            &mut text,
            "  The shop's duty: ",
            &format!("{} ({}, since {})", duty.text, duty.law, words(duty.from)),
        );
    }
    text
}

fn outcome(case: &ReturnCase, decision: &ReturnDecision) -> String {
    let last = decision.last_day.as_ref().map(|last| words(last.day));
    match decision.outcome {
        Outcome::Eligible => match decision.ground {
            Some(Ground::Conformity) => "Yes. The guarantee of the law covers this.".to_owned(),
            Some(Ground::ShortTermRight) => {
                "Yes. The goods can be given back because of the fault.".to_owned()
            }
            Some(Ground::Policy) => {
                "Yes. The shop's own terms allow it; the law does not ask for it.".to_owned()
            }
            Some(Ground::LateDelivery) => {
                "Yes. The goods are late, and the buyer can get out of the contract.".to_owned()
            }
            Some(Ground::Exchange) => {
                "Yes. The goods can be exchanged, or paid back if there is no match.".to_owned()
            }
            Some(Ground::DisclosureTriggered) => {
                "Yes. The shop did not tell what it must, so the goods can go back.".to_owned()
            }
            _ => "Yes. The goods can go back.".to_owned(),
        },
        Outcome::NeedFacts if decision.missing.is_empty() => {
            "That cannot be said from what is known.".to_owned()
        }
        Outcome::NeedFacts => "That depends. Please ask first:".to_owned(),
        _ => match (case.reason, last) {
            (_, Some(last)) => format!("No. The last day was {last}."),
            (Reason::Late, None) => "No. The goods are not late in the eyes of the law.".to_owned(),
            _ => "No. There is no such right here.".to_owned(),
        },
    }
}

fn deadline(case: &ReturnCase, decision: &ReturnDecision) -> Vec<String> {
    let Some(last) = &decision.last_day else { return Vec::new() };
    let what = match decision.in_time_by {
        Some(InTimeBy::NoticeSent) => "It is enough to send the message by",
        Some(InTimeBy::NoticeOrGoodsSent) => "It is enough to send the message or the goods by",
        _ => "The last day is",
    };
    let moved = match last.moved_over.as_slice() {
        [] => String::new(),
        days => {
            let days: Vec<String> = days.iter().map(ToString::to_string).collect();
            format!(" (counted it is {}; moved over {})", words(last.raw), days.join(", "))
        }
    };
    let mut said = vec![format!("{what} {}{moved}.", words(last.day))];
    if case.notice.is_none() && case.today <= last.day {
        said.push("Next step: tell the shop in writing today, and keep a copy.".to_owned());
    } else if let Some(day) = decision.send_back_by {
        said.push(format!("Next step: send the goods back by {}, and keep the proof.", words(day)));
    }
    said
}

fn money(decision: &ReturnDecision) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(sums) = &decision.refund {
        let mut parts = vec![format!("goods {}", sums.goods)];
        for (name, sum) in [("delivery", sums.shipping), ("duty", sums.duty), ("tax", sums.tax)] {
            parts.extend(sum.map(|sum| format!("{name} {sum}")));
        }
        let fee = sums.fee.map_or_else(String::new, |fee| format!(", less a fee of {fee}"));
        let total = sums.total.map_or_else(String::new, |total| format!(": {total} in all"));
        said.push(format!("Paid back: {}{fee}{total}.", parts.join(", ")));
    }
    if let Some(day) = decision.refund_due {
        let waits = decision.may_withhold_until.map_or_else(String::new, |until| {
            format!(
                " The shop could wait for the goods or proof of posting, which it has since {}.",
                words(until)
            )
        });
        said.push(format!("The money is due by {}.{waits}", words(day)));
    }
    said
}

fn way_back(decision: &ReturnDecision) -> Option<String> {
    match decision.return_cost {
        Party::Consumer => Some("The buyer pays the way back.".to_owned()),
        Party::Seller => Some("The shop pays the way back.".to_owned()),
        _ => None,
    }
}

fn guarantee(decision: &ReturnDecision) -> Vec<String> {
    let Some(claim) = &decision.conformity else { return Vec::new() };
    let mut said = Vec::new();
    let list = |remedies: &[landfall::returns::Remedy]| {
        let words: Vec<String> = remedies.iter().map(|remedy| remedy.as_str().replace('_', " ")).collect();
        words.join(" or ")
    };
    if !claim.remedies.is_empty() {
        let then = if claim.then.is_empty() {
            String::new()
        } else {
            format!("; if that fails, {}", list(&claim.then))
        };
        said.push(format!("The buyer may ask for {}{then}.", list(&claim.remedies)));
    }
    match claim.burden_of_proof {
        Some(Party::Seller) => {
            said.push("The shop would have to prove that the goods were in order at delivery.".to_owned())
        }
        Some(Party::Consumer) => {
            said.push("The buyer has to prove that the fault was there at delivery.".to_owned())
        }
        _ => {}
    }
    if let Some(until) = claim.liable_until {
        said.push(format!("The shop answers for faults until {}.", words(until)));
    }
    said
}

/// What to ask, in this order.
fn questions(text: &mut String, decision: &ReturnDecision) {
    for (number, field) in (1..).zip(&decision.missing) {
        let fact = Fact::ALL.iter().find(|fact| fact.field() == *field);
        let question = fact.map_or_else(|| what(field), |fact| fact.question());
        wrapped(text, &format!("  {number}. "), &format!("{question} ({field})"));
    }
}

/// How to ask for what is no yes or no.
fn what(field: &str) -> &'static str {
    match field {
        "region" => "In which state or province does the buyer live?",
        "ordered" => "On which day was it ordered?",
        "delivered" => "On which day did the buyer have it?",
        "promised_delivery" => "For which day was delivery promised?",
        "paid.goods" => "What did the goods cost?",
        "facts.contract_document_received" => "On which day did the buyer get the document with the terms?",
        "facts.contract_copy_received_on" => "On which day did the buyer get the copy of the contract?",
        "facts.renewed_on" => "On which day was the subscription renewed?",
        _ => "What is known of this?",
    }
}

fn basis(text: &mut String, decision: &ReturnDecision) {
    for row in &decision.because {
        let memory = if row.evidence == Evidence::Recalled { " (from memory, not checked)" } else { "" };
        wrapped(text, "  Because: ", &format!("{} {}{memory}", row.text, row.law));
        if let Some(doubt) = &row.uncertain {
            wrapped(text, "    Doubt: ", doubt);
        }
    }
}

fn words(day: Date) -> String {
    day.format("%A, %-d %B %Y").to_string()
}

/// Lines of 100 columns, the later ones set in.
fn wrapped(text: &mut String, begin: &str, sentence: &str) {
    let mut line = begin.to_owned();
    for word in sentence.split_whitespace() {
        let is_full =
            line.len().saturating_add(word.len()) >= 100 && line.trim_end().len() > begin.trim_end().len();
        if is_full {
            let _ = writeln!(text, "{}", line.trim_end());
            line = format!("{:width$}", "", width = begin.len());
        }
        line.push_str(word);
        line.push(' ');
    }
    let _ = writeln!(text, "{}", line.trim_end());
}
