//! The parameters of a kind of check, as its Rust type documents them, and a check as rule files write it.

use schemars::schema_for;
use serde_json::Value;

use crate::checks::Check;
use crate::messages::Localized;

/// Every parameter of a kind with its description, in the order of its type. The English text is the doc comment of the
/// field, the Vietnamese one its `x-vi`.
pub fn parameters(kind: &str) -> Vec<(String, Localized)> {
    let schema = schema_for!(Check);
    let variants = schema.get("oneOf").and_then(Value::as_array);
    let variant = variants
        .into_iter()
        .flatten()
        .find_map(|variant| variant.get("properties")?.get(kind));
    let Some(object) = variant.and_then(|variant| resolved(schema.as_value(), variant)) else {
        return Vec::new();
    };
    let properties = object.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let text = |key: &str| {
                let said = property
                    .get(key)
                    .or_else(|| resolved(schema.as_value(), property)?.get(key));
                let said = said.and_then(Value::as_str).unwrap_or_default();
                said.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            let described = Localized::new(text("description"), text("x-vi"));
            (name.clone(), described)
        })
        .collect()
}

/// What a `$ref` points at, or the schema itself.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}

/// A value as an inline value of TOML. Depth is that of the parameter types.
pub fn toml_of(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(toml_of).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| format!("{key} = {}", toml_of(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_described_in_both_languages() {
        for (kind, _) in Check::KINDS {
            for (name, about) in parameters(kind) {
                assert!(!about.en.is_empty(), "{kind}.{name} has no doc comment");
                assert!(
                    !about.vi.is_empty(),
                    "{kind}.{name} wants #[schemars(extend(\"x-vi\" = \"…\"))]"
                );
            }
        }
    }
}
