//! What the buyer may ask about their data, and by when it is due.

use std::fmt::Write as _;

use landfall::RuleBook;
use landfall::privacy::{
    Allowed, Certainty, PrivacyAnswer, PrivacyRequest, RequestKind, Standing, StepAnswer, When,
};
use landfall::wire::RequestError;

use crate::Answer;

/// Answers a `privacy` request.
pub fn answer(book: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    let request = PrivacyRequest::from_json(text)?;
    let failed = |error: RequestError| error.with_id(request.id.clone());
    let answer = book.privacy_answer(&request).map_err(|error| failed(error.into()))?;
    let unwritable = |error: serde_json::Error| failed(RequestError::new("internal", "", error.to_string()));
    let json = serde_json::to_string(&answer).map_err(unwritable)?;
    Ok(Answer { json, words: Words::of(&request, &answer).0 })
}

/// The answer as one would read it aloud.
struct Words(String);

impl Words {
    fn of(request: &PrivacyRequest, answer: &PrivacyAnswer) -> Self {
        let mut words = Self(String::new());
        let place = request.residence.region.map_or(request.residence.country.name(), |region| region.name());
        let id = answer.id.as_deref().map_or(String::new(), |id| format!("{id}: "));
        let asked = request.request.as_str().replace('_', " ");
        words.line(0, &format!("{id}{asked}, buyer in {place}, {}", standing(answer.standing)));
        if answer.standing != Standing::Refused {
            words.steps(request.request, answer);
            words.laws(answer);
            words.child(answer);
            words.transfer(answer);
            words.record(answer);
            if request.request == RequestKind::Profile {
                words.storefront(answer);
            }
        }
        let weak = answer.reasons.iter().filter(|reason| reason.code() != "recalled_rule");
        for reason in weak {
            words.line(1, &format!("note: {reason}"));
        }
        let recalled = answer.reasons.iter().filter(|reason| reason.code() == "recalled_rule").count();
        if recalled > 0 {
            words.line(1, &format!("note: {recalled} of the rules were written down from memory; check before relying on them"));
        }
        words
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.0, "{:width$}{text}", "", width = depth * 2);
    }

    fn steps(&mut self, kind: RequestKind, answer: &PrivacyAnswer) {
        for step in &answer.steps {
            let law =
                answer.because.iter().find(|row| row.rule == step.rule).map_or("", |row| row.law.as_str());
            self.line(1, &format!("{} ({law})", sentence(step)));
            if let (Some(raw), Some(When::Day(by))) = (step.raw, step.by)
                && raw != by
            {
                self.line(2, &format!("counted to {raw}, then moved: {}", step.skipped.join("; ")));
            }
        }
        if answer.steps.is_empty() && !matches!(kind, RequestKind::Profile) {
            self.line(1, "no period is set by the rules held");
        }
    }

    fn laws(&mut self, answer: &PrivacyAnswer) {
        for law in &answer.regimes {
            let applies = match law.applies {
                Certainty::Yes => "applies".to_owned(),
                Certainty::No => "does not reach this business".to_owned(),
                _ => format!("may apply: depends on {}", law.missing.join(", ")),
            };
            self.line(1, &format!("{} ({}) {applies}", law.name, law.id));
        }
    }

    fn child(&mut self, answer: &PrivacyAnswer) {
        let Some(child) = &answer.child else { return };
        match (child.consents_alone, child.age) {
            (Some(true), _) => self.line(1, "the buyer is old enough to consent alone"),
            (Some(false), Some(age)) => {
                self.line(1, &format!("a parent must consent: the buyer is under {age}"))
            }
            (_, Some(age)) => self.line(1, &format!("people consent alone from {age} years on")),
            _ => {}
        }
        for rule in &child.rules {
            self.line(2, &rule.replace('_', " "));
        }
    }

    fn transfer(&mut self, answer: &PrivacyAnswer) {
        let Some(transfer) = &answer.transfer else { return };
        let by = transfer.mechanism.as_deref().unwrap_or("no instrument").replace('_', " ");
        let says = match transfer.allowed {
            Allowed::Yes => format!("the data may go there: {by}"),
            Allowed::Conditional => format!("the data may go there on conditions: {by}"),
            Allowed::No => "the rules name no way for the data to go there".to_owned(),
            _ => "whether the data may go there is not known".to_owned(),
        };
        self.line(1, &says);
    }

    fn record(&mut self, answer: &PrivacyAnswer) {
        match (answer.erase, answer.keep_until) {
            (Some(false), Some(until)) => {
                self.line(1, &format!("keep the record and use it for nothing else until {until}"))
            }
            (Some(false), None) => self.line(1, "keep the record and use it for nothing else"),
            (Some(true), _) => self.line(1, "the record can be erased"),
            (None, _) => {}
        }
    }

    fn storefront(&mut self, answer: &PrivacyAnswer) {
        let plain = |text: &str| text.replace('_', " ");
        for (subject, model) in &answer.consent {
            self.line(1, &format!("{}: {}", plain(subject), plain(model.as_str())));
        }
        let held = |wanted: bool| {
            let rights = answer.rights.iter().filter(|(_, has)| **has == wanted);
            rights.map(|(right, _)| plain(right)).collect::<Vec<_>>().join(", ")
        };
        for (label, rights) in [("rights", held(true)), ("no right to", held(false))] {
            if !rights.is_empty() {
                self.line(1, &format!("{label}: {rights}"));
            }
        }
        for (signal, owed) in &answer.signals {
            self.line(1, &format!("{}: {}", plain(signal), plain(owed)));
        }
        for wording in &answer.wording {
            self.line(2, &format!("in these words: {wording}"));
        }
        for line in answer.duties.iter().chain(&answer.penalties) {
            self.line(1, &plain(line));
        }
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Firm => "sure",
        Standing::Refused => "not answered",
        _ => "estimate",
    }
}

/// What is due and by when, as a sentence.
fn sentence(step: &StepAnswer) -> String {
    let what = match step.step.as_str() {
        "acknowledge" => "say that the request has come",
        "answer" => "answer",
        "extended" => "answer, if more time is taken",
        "carry_out" => "do what was promised",
        "notify_authority" => "tell the authority",
        "notify_individuals" => "tell the people",
        "notify_controller" => "tell the business for which the data are processed",
        "assess" => "find out whether the breach must be told",
        "final_report" => "report in full",
        other => other,
    };
    let perhaps = if step.needed == Certainty::Unknown { ", if it is needed" } else { "" };
    match (&step.by, &step.no_number) {
        (Some(When::Day(day)), _) => format!("{what} by {}{perhaps}", day.format("%A, %-d %B %Y")),
        (Some(When::Moment(moment)), _) => {
            format!("{what} by {}{perhaps}", moment.format("%A, %-d %B %Y, %H:%M (UTC%:z)"))
        }
        (None, Some(word)) => format!("{what} {}{perhaps}", word.replace('_', " ")),
        (None, None) => format!("{what}{perhaps}: the event that starts the time is not stated"),
    }
}

/// The words that requests may hold and answers are made of.
pub fn print_words(book: &RuleBook, out: &mut impl std::io::Write) -> std::io::Result<()> {
    use landfall::privacy::{ConsentModel, Fact, RecordKind, Right};

    let mut list = |name: &str, words: Vec<String>| writeln!(out, "  {name:<23} {}", words.join("  "));
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let of = |words: Vec<&str>| all(&words);
    list("request", of(RequestKind::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("business", of(Fact::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("record.kind", of(RecordKind::ALL.iter().map(|word| word.as_str()).collect()))?;
    if let Ok([recipient, findings]) = book.privacy_words() {
        list("transfer_to", [all(&["country", "people", "sensitive_people"]), recipient].concat())?;
        list("incident.findings", findings)?;
    }
    list("standing", of(Standing::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("applies", of(Certainty::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("consent", of(ConsentModel::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("rights", of(Right::ALL.iter().map(|word| word.as_str()).collect()))?;
    list("residences", book.privacy_jurisdictions().map(str::to_owned).collect())
}
