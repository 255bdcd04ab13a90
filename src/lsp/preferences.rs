//! What the user says in the editor's own settings, under `preceptor`. A configuration file says the rest.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::Overrides;

/// The settings of the editor. They stand above every configuration file, as the options of the command line do.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Preferences {
    /// `--config`: this file for every note.
    pub(super) configuration: Option<PathBuf>,
    /// `--select`.
    pub(super) select: Option<Vec<String>>,
    /// `--extend-select`.
    pub(super) extend_select: Vec<String>,
    /// `--ignore`.
    pub(super) ignore: Vec<String>,
    /// `--preview`.
    pub(super) preview: Option<bool>,
    /// `--profile`.
    pub(super) profile: Option<Vec<String>>,
    /// Which hints are shown between the words; none unless asked for.
    pub(super) inlay_hints: InlayHints,
    /// Whether every Markdown file is a note, and not only those that say so or plainly are one.
    pub(super) all_markdown: bool,
}

/// Hints between the words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct InlayHints {
    /// The body mass index, behind height and weight.
    pub(super) bmi: bool,
    /// °F behind °C, and °C behind °F.
    pub(super) fahrenheit: bool,
    /// Whether a laboratory value is low or high.
    pub(super) lab_flags: bool,
}

impl Preferences {
    /// From the settings as the client sends them; with what could not be used, in words.
    ///
    /// Each setting is read by itself: one that is wrong does not take the others with it. `null` is no setting.
    pub(super) fn read(settings: &Value) -> (Self, Vec<String>) {
        let (mut good, mut wrong) = (Map::new(), Vec::new());
        for (key, value) in settings.as_object().into_iter().flatten() {
            if value.is_null() {
                continue;
            }
            let alone = Value::Object([(key.clone(), value.clone())].into_iter().collect());
            match serde_json::from_value::<Preferences>(alone) {
                Ok(_) => drop(good.insert(key.clone(), value.clone())),
                Err(error) => wrong.push(format!("the setting `preceptor.{key}` cannot be used: {error}")),
            }
        }
        let preferences = serde_json::from_value(Value::Object(good)).unwrap_or_default();
        (preferences, wrong)
    }

    /// What stands above every configuration file.
    pub(super) fn apply(&self, overrides: &mut Overrides) {
        // An editor that knows the setting sends it empty where nobody set it.
        let set = |path: &&PathBuf| !path.as_os_str().is_empty();
        if let Some(file) = self.configuration.as_ref().filter(set) {
            overrides.config = Some(file.clone());
            overrides.isolated = false;
        }
        let any = |list: &Option<Vec<String>>| list.clone().filter(|list| !list.is_empty());
        overrides.select = any(&self.select).or(overrides.select.take());
        overrides.profile = any(&self.profile).or(overrides.profile.take());
        overrides.extend_select.extend(self.extend_select.iter().cloned());
        overrides.ignore.extend(self.ignore.iter().cloned());
        overrides.preview = self.preview.or(overrides.preview);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_setting_does_not_take_the_others_with_it() {
        let (read, wrong) = Preferences::read(&json!({
            "select": "SAF",
            "ignore": ["LNG"],
            "inlayHints": {"bmi": true},
            "configuration": null,
            "path": "/usr/bin/preceptor",
        }));
        assert_eq!(read.select, None);
        assert_eq!(read.ignore, ["LNG"]);
        assert!(read.inlay_hints.bmi && !read.inlay_hints.lab_flags);
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].contains("`preceptor.select`"), "{wrong:?}");
    }

    #[test]
    fn settings_stand_above_the_command_line() {
        let mut overrides = Overrides {
            select: Some(vec!["ORG".into()]),
            ignore: vec!["ORG001".into()],
            isolated: true,
            ..Overrides::default()
        };
        let (read, _) = Preferences::read(&json!({"select": ["SAF"], "ignore": ["SAF003"], "configuration": ""}));
        read.apply(&mut overrides);
        assert_eq!(overrides.select.as_deref(), Some(&["SAF".to_owned()][..]));
        assert_eq!(overrides.ignore, ["ORG001", "SAF003"]);
        assert!(overrides.isolated && overrides.config.is_none());
        Preferences::read(&json!({"select": [], "configuration": "a.toml"}))
            .0
            .apply(&mut overrides);
        assert_eq!(overrides.select.as_deref(), Some(&["SAF".to_owned()][..]));
        assert_eq!(overrides.config, Some("a.toml".into()));
    }
}
