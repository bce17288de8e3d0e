//! Sub-processes with everything that may end them, against brute force.
//!
//! A small diagram is made up, written as BPMN, read and judged like any file. The brute force plays the diagram itself.

mod diagram;
mod play;

use proptest::prelude::*;
use qmslint::read::bpmn;
use qmslint::read::bpmn::map::{Words, map};
use qmslint::source::SourceId;
use qmslint::workflow::build::Workflow;
use qmslint::workflow::soundness::{Bounds, Pattern, Verdict, Witness, soundness};

use super::{NAMES, cases};
use diagram::{Diagram, Kind, Palette};
use play::{Played, Player};

fn tasks(witness: &Witness, workflow: &Workflow, ids: &[String]) -> Vec<(usize, usize)> {
    let steps = witness
        .path
        .iter()
        .filter_map(|&node| workflow.step_of(node));
    steps
        .filter_map(|step| {
            let (at, element) = ids[step].strip_prefix('e')?.split_once('_')?;
            Some((at.parse().ok()?, element.parse().ok()?))
        })
        .collect()
}

fn agree(diagram: &Diagram) -> Result<(), TestCaseError> {
    let text = diagram.write();
    let read = bpmn::read(text.as_bytes());
    let mapped = map(SourceId(0), &read, Words::built_in(), None);
    let process = &mapped.processes[0];
    let workflow = Workflow::build(process, None);
    let ids: Vec<String> = process
        .steps
        .iter()
        .map(|step| step.id.as_ref().map_or("", |id| id.as_str()).to_owned())
        .collect();
    let Some(played) = Played::of(diagram, 3000) else {
        let _ = soundness(
            &workflow.graph,
            &Bounds {
                states: 1000,
                reduce: true,
            },
        );
        return Ok(());
    };
    let truth = played.verdicts(diagram);
    for reduce in [true, false] {
        let bounds = Bounds {
            states: 100_000,
            reduce,
        };
        let found = soundness(&workflow.graph, &bounds);
        for (index, verdict) in found.verdicts().into_iter().enumerate() {
            let name = NAMES[index];
            // Runs of one scope at the same time are told apart by reductions alone.
            if truth[0] || verdict.decided().is_some() {
                prop_assert_eq!(
                    verdict.decided(),
                    Some(truth[index]),
                    "{} with reduce {}: {:?}\n{}",
                    name,
                    reduce,
                    verdict,
                    text
                );
            }
            if let Verdict::Fails(witness) = verdict
                && witness.pattern != Pattern::NeverRuns
            {
                let all = tasks(witness, &workflow, &ids);
                let work: Vec<(usize, usize)> = all
                    .into_iter()
                    .filter(|&(at, element)| {
                        diagram.scopes[at].elements[element] == Kind::Task
                            && (Player { diagram }).boundaries(at, element).is_empty()
                    })
                    .collect();
                prop_assert!(
                    played.replays(diagram, &work, witness.pattern),
                    "{name} with reduce {reduce}: {work:?} of {witness:?}\n{text}"
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn scopes_agree_with_brute_force(seed in any::<u64>(), inclusive in any::<bool>(), events in any::<bool>()) {
        let diagram = Diagram::new(seed, Palette { inclusive, events });
        agree(&diagram)?;
    }
}

/// Diagrams that once were judged wrongly.
#[test]
fn scopes_once_wrong_agree_with_brute_force() {
    let plain = Palette::default();
    let inclusive = Palette {
        inclusive: true,
        ..plain
    };
    let events = Palette {
        events: true,
        ..plain
    };
    let seeds = [
        (
            plain,
            &[
                423_815_775_522_469_301,
                10_056_318_508_902_599_478,
                18_368_005_839_001_481_416,
                236_216_140_223_727_001,
                9_365_255_292_214_087_152,
                2_373_368_606_118_195_937,
                9_807_433_076_808_604_557,
            ][..],
        ),
        (
            inclusive,
            &[
                11_001_583_520_624_462_994,
                10_471_544_610_364_447_925,
                17_012_281_625_072_297_740,
                8_098_071_907_886_244_868,
            ][..],
        ),
        (
            events,
            &[
                15_102_955_244_817_978_529,
                3_682_371_801_084_317_787,
                14_131_527_212_932_723_506,
                13_702_061_869_772_823_151,
                7_869_368_391_236_457_444,
                16_587_642_440_820_296_490,
                15_364_377_896_114_192_769,
                6_810_630_499_953_981_003,
            ][..],
        ),
        (
            Palette {
                inclusive: true,
                events: true,
            },
            &[
                8_473_579_677_050_261_052,
                14_866_844_087_582_334_406,
                12_281_408_777_907_131_226,
            ][..],
        ),
    ];
    for (palette, seeds) in seeds {
        for &seed in seeds {
            agree(&Diagram::new(seed, palette)).unwrap();
        }
    }
}
