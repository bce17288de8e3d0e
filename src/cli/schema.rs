//! `qmslint schema`: a JSON Schema of a kind of file or output, derived from the Rust type that reads or writes it.
//!
//! An editor of TOML completes and checks a file that names its schema in a first line `#:schema ./process.schema.json`.
//! Draft 7, because that is what those editors know. Schemas of files are closed: a key that no file of the kind has is an
//! error there as it is here. Schemas of outputs are open, because a later version may add fields.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};

use super::args::{Schema as Arguments, SchemaKind};
use super::exit::{Exit, Failure};
use super::output;
use crate::model::calendar::CalendarFile;
use crate::model::organisation::OrganisationFile;
use crate::model::process::ProcessFile;
use crate::read::bpmn::map::WordList;
use crate::read::config::Config;
use crate::read::pack::RuleFile;
use crate::read::waivers::WaiverFile;
use crate::report::{audit, config, drift, json, jsonl, prove};
use crate::rule::PackHeader;
use crate::rule::regulation::RegulationFile;
use crate::waive::baseline::Baseline;

/// Print it.
pub fn run(args: &Arguments) -> Result<Exit, Failure> {
    let schema = match args.kind {
        SchemaKind::Process => of_file::<ProcessFile>(),
        SchemaKind::Rules => of_file::<RuleFile>(),
        SchemaKind::Pack => of_file::<PackHeader>(),
        SchemaKind::Regulation => of_file::<RegulationFile>(),
        SchemaKind::Config => of_file::<Config>(),
        SchemaKind::Waivers => of_file::<WaiverFile>(),
        SchemaKind::Organisation => of_file::<OrganisationFile>(),
        SchemaKind::Calendar => of_file::<CalendarFile>(),
        SchemaKind::Words => of_file::<WordList>(),
        SchemaKind::Baseline => of_file::<Baseline>(),
        SchemaKind::ConfigJson => of_output::<config::Document<'_>>(),
        SchemaKind::DiffJson => of_output::<drift::Document<'_>>(),
        SchemaKind::ProveJson => of_output::<prove::Document<'_>>(),
        SchemaKind::ReportJson => of_output::<audit::json::Document>(),
        SchemaKind::Json => of_output::<json::Document<'_>>(),
        SchemaKind::Jsonl => of_output::<jsonl::Line<'_>>(),
    };
    // A schema is strings, lists and maps of them, which always serialise.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    match &args.output {
        None => output::to_stdout(&text)?,
        Some(file) => {
            output::check_targets(&[file], &[])?;
            output::to_file(file, &text)?;
        }
    }
    Ok(Exit::Clean)
}

fn of_file<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft07().with_transform(Closed);
    settings.into_generator().into_root_schema_for::<T>()
}

fn of_output<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft07().for_serialize();
    settings.into_generator().into_root_schema_for::<T>()
}

/// Lets no table have other keys than those it lists.
#[derive(Clone, Debug)]
struct Closed;

impl Transform for Closed {
    fn transform(&mut self, schema: &mut Schema) {
        if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        transform_subschemas(self, schema);
    }
}
