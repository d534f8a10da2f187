//! Flags of the settings: the command line and the environment are read by the table.

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use super::{given::GivenSettings, kind::KindDescription, setting::Setting, table::SETTINGS};

impl Setting {
    fn argument(&self) -> Arg {
        let KindDescription {
            accepts,
            is_bare_flag,
            allows_hyphen,
        } = (self.kind)();
        let help = format!(
            "{} [default: {}] [accepts: {accepts}]",
            self.meaning(),
            self.default
        );
        let argument = Arg::new(self.flag)
            .long(self.flag)
            .env(self.variable)
            .value_name(self.value_name)
            .help(help)
            .help_heading("Configuration")
            .global(true)
            .allow_hyphen_values(allows_hyphen)
            .hide_env_values(self.is_secret);
        if is_bare_flag {
            // The value needs an equals sign, or `--dev serve` would take the command for it.
            argument
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true")
        } else {
            argument
        }
    }
}

impl Args for GivenSettings {
    fn augment_args(command: Command) -> Command {
        command.args(SETTINGS.iter().map(Setting::argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GivenSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Self::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for setting in SETTINGS {
            if let Some(value) = matches.get_one::<String>(setting.flag) {
                self.insert(setting.flag, value.clone());
            }
        }
        Ok(())
    }
}
