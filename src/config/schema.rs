//! The JSON Schema of `preceptor.toml`, for editors and for the messages about a faulty file.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::options::Options;

/// The schema, generated from [`Options`].
pub fn schema() -> Schema {
    // Draft 7 is what the TOML extensions of editors understand.
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Options>()
}

/// The schema as it is shipped in `schema/preceptor.schema.json` and printed by `preceptor config schema`.
pub fn schema_json() -> String {
    let mut text = format!("{:#}", schema().as_value());
    text.push('\n');
    text
}
