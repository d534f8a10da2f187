//! Macro of the table of settings: derives the configuration, its check and its display from the
//! rows.

/// Turns rows into `Configuration` and `SETTINGS`. The names in the macro are those of the table's
/// module.
///
/// `unset` is for a setting without a value: it shows what applies instead.
macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        $field:ident: $type:ty {
            flag: $flag:literal,
            variable: $variable:literal,
            value: $value_name:literal,
            kind: $kind:expr,
            default: $default:expr,
            $(unset: $unset:expr,)?
            secret: $secret:literal,
        }
    )*) => {
        /// Checked configuration of a server.
        #[derive(Debug, Clone)]
        pub struct Configuration {
            $($(#[doc = $doc])+ pub $field: $type,)*
        }

        /// Rows of the table, in order.
        pub(super) const SETTINGS: &[Setting] = &[$(rows::$field),*];

        /// A constant for each row, so that the generated code can name it.
        #[expect(non_upper_case_globals, reason = "each row is named like its field")]
        mod rows {
            use super::*;

            $(pub(in super::super) const $field: Setting = Setting {
                flag: $flag,
                variable: $variable,
                value_name: $value_name,
                default: {
                    const DEFAULT: DefaultValue<$type> = $default;
                    DEFAULT.text()
                },
                is_secret: $secret,
                doc: concat!($($doc),+),
                kind: || KindDescription::new(&$kind),
            };)*
        }

        impl Configuration {
            /// Parses given values. Returns every mistake in a single value, and the configuration
            /// in which a default stands for each of them.
            pub(super) fn read(given: &GivenSettings, basis: Basis) -> (Option<Self>, Vec<Mistake>) {
                let mut reader = SettingReader::new(given, basis);
                $(let $field = reader.read(&rows::$field, &$kind, &$default);)*
                let configuration = (|| Some(Self { $($field: $field?,)* }))();
                (configuration, reader.mistakes)
            }

            /// Flags with their values in this configuration, without secrets.
            pub(super) fn shown(&self) -> Vec<(&'static str, String)> {
                vec![$({
                    let unset: &[fn(&Self) -> String] = &[$($unset)?];
                    let shown = $kind.show(&self.$field);
                    let shown = shown.or_else(|| unset.first().map(|unset| unset(self)));
                    ($flag, shown.unwrap_or_default())
                }),*]
            }
        }
    };
}

pub(super) use settings;
