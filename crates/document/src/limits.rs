//! Limits on a document and on the values of its variables.
//!
//! One table makes the type, its defaults and the rows that configuration and documentation are
//! made from.

macro_rules! table {
    ($($field:ident $name:literal $default:literal $min:literal ..= $max:literal $meaning:literal;)*) => {
        /// Limits on a document and on the values of its variables.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct DocumentLimits {
            $(#[doc = $meaning] pub $field: usize,)*
        }

        impl Default for DocumentLimits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        /// Every limit, in the order of the table.
        const ROWS: &[DocumentLimit] = &[$(DocumentLimit {
            name: $name,
            default: $default,
            min: $min,
            max: $max,
            meaning: $meaning,
        }),*];

        impl DocumentLimits {
            /// Sets the limit of a name; `false` for a name that the table does not have.
            pub fn set(&mut self, name: &str, value: usize) -> bool {
                match name {
                    $($name => self.$field = value,)*
                    _ => return false,
                }
                true
            }

            /// The limit of a name; `None` for a name that the table does not have.
            pub fn get(&self, name: &str) -> Option<usize> {
                match name {
                    $($name => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

table! {
    document_bytes "document-bytes" 65_536 1_024..=1_048_576 "Bytes of a GraphQL document.";
    tokens "tokens" 5_000 100..=100_000 "Tokens of a document.";
    nesting "nesting" 64 16..=64 "Nesting of brackets of any kind in a document.";
    depth "depth" 15 4..=24 "Depth of fields within fields, those of fragments included.";
    aliases "aliases" 30 1..=10_000 "Aliases in a document.";
    root_fields "root-fields" 20 1..=1_000 "Fields at the root of a query.";
    root_mutations "root-mutations" 10 1..=100 "Mutations in one document.";
    selections "selections" 2_000 100..=1_000_000 "Selections of an operation with every fragment expanded.";
    fragments "fragments" 50 1..=100 "Fragments in a document.";
    operations "operations" 20 1..=1_000 "Operations in a document.";
    variables "variables" 50 1..=1_000 "Variables of an operation.";
    directives "directives" 100 4..=10_000 "Directives in a document.";
    directives_per_location "directives-per-location" 5 2..=100 "Directives on one field, fragment, operation or variable.";
    variable_depth "variable-depth" 32 4..=64 "Nesting of lists and objects in the values of variables; 128 in bodies.";
    list_length "list-length" 100 10..=10_000 "Entries of a list in a document or a variable; 2,000 for the blocks of a body.";
    nodes "nodes" 10_000 100..=1_000_000 "Items in all lists of an operation, with pages within pages multiplied.";
    errors "errors" 10 1..=100 "Errors in an answer.";
    cached_documents "cached-documents" 1_000 10..=100_000 "Checked documents in the cache.";
    persisted_bytes "persisted-bytes" 16_777_216 65_536..=1_073_741_824 "Bytes of the documents that clients registered by their hashes.";
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct DocumentLimit {
    /// Name by which the limit is set.
    pub name: &'static str,
    /// Default value.
    pub default: u64,
    /// Smallest value that the limit can be set to.
    pub min: u64,
    /// Largest value that the limit can be set to.
    pub max: u64,
    /// Quantity that the limit bounds, as a sentence.
    pub meaning: &'static str,
}

impl DocumentLimits {
    /// Every limit, in the order of the table.
    pub const fn rows() -> &'static [DocumentLimit] {
        ROWS
    }
}
