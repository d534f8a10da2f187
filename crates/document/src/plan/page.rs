//! Paging arguments of a field: the length of the page that is asked for, and its cursors.

use apollo_compiler::{Node, ast::Value, executable::Field};
use async_graphql::{Name, Value as EngineValue, Variables};
use standfirst_domain::{error::ErrorCode, page::Page};

use crate::{
    engine,
    schema::{Cursors, DocumentSchema, ValueError},
};

/// The order by which reads are counted for a list.
const MOST_READ: &str = "MOST_READ";

/// Value of an argument, as it is written in the document.
#[derive(Debug, Clone)]
enum ArgumentValue {
    Constant(EngineValue),
    Variable(Name),
}

impl ArgumentValue {
    /// The value of an argument, or the default of its definition; `None` where there is neither.
    fn from_field(field: &Field, name: &str) -> Option<Self> {
        let given = field
            .arguments
            .iter()
            .find(|argument| argument.name == name);
        let given: Option<&Node<Value>> = given.map(|argument| &argument.value);
        let default = || {
            let definition = field.definition.argument_by_name(name)?;
            definition.default_value.as_ref()
        };
        let value = given.or_else(default)?;
        Some(match &**value {
            Value::Variable(variable) => Self::Variable(engine::name(variable)),
            _ => Self::Constant(engine::constant(value)?),
        })
    }

    /// The value with these variables; `None` for null.
    fn resolve<'a>(
        argument: &'a Option<Self>,
        variables: &'a Variables,
    ) -> Option<&'a EngineValue> {
        let value = match argument.as_ref()? {
            Self::Constant(value) => value,
            Self::Variable(name) => variables.get(name)?,
        };
        (*value != EngineValue::Null).then_some(value)
    }

    /// The name of an enum's value with these variables. A variable holds it as a string.
    fn resolve_enum<'a>(argument: &'a Option<Self>, variables: &'a Variables) -> Option<&'a str> {
        match Self::resolve(argument, variables)? {
            EngineValue::Enum(value) => Some(value.as_str()),
            EngineValue::String(value) => Some(value),
            _ => None,
        }
    }
}

/// Paging arguments of a field.
#[derive(Debug, Clone)]
pub struct PagingArguments {
    /// Cursors that the list takes; `None` for a list without cursors.
    cursors: Option<Cursors>,
    default_page_size: u32,
    /// `orderBy`, where the cursors depend on it.
    order: Option<ArgumentValue>,
    /// `window`, where the cursors depend on it.
    window: Option<ArgumentValue>,
    first: Option<ArgumentValue>,
    last: Option<ArgumentValue>,
    after: Option<ArgumentValue>,
    before: Option<ArgumentValue>,
    dedupe: Option<ArgumentValue>,
}

impl PagingArguments {
    /// Paging arguments of a field; `None` for a field without pages.
    pub fn from_field(schema: &DocumentSchema, parent: &str, field: &Field) -> Option<Self> {
        field.definition.argument_by_name("first")?;
        let cursors = schema.cursors(parent, field.definition.ty.inner_named_type());
        let is_ordered = matches!(cursors, Some(Cursors::ByOrder(_)));
        let argument = |name| ArgumentValue::from_field(field, name);
        Some(Self {
            cursors,
            default_page_size: schema.rules.default_page_size,
            order: argument("orderBy").filter(|_| is_ordered),
            window: argument("window").filter(|_| is_ordered),
            first: argument("first"),
            last: argument("last"),
            after: argument("after"),
            before: argument("before"),
            dedupe: argument("dedupe"),
        })
    }

    /// Returns whether any argument is a variable.
    pub fn depends_on_variables(&self) -> bool {
        [
            &self.first,
            &self.last,
            &self.after,
            &self.before,
            &self.order,
            &self.window,
            &self.dedupe,
        ]
        .into_iter()
        .any(|argument| matches!(argument, Some(ArgumentValue::Variable(_))))
    }

    /// Largest number of items that the page may hold.
    pub fn page_size(&self, variables: &Variables) -> u64 {
        let number =
            |argument: &Option<ArgumentValue>| match ArgumentValue::resolve(argument, variables) {
                Some(EngineValue::Number(number)) => number.as_u64(),
                _ => None,
            };
        number(&self.first)
            .or_else(|| number(&self.last))
            .unwrap_or_else(|| u64::from(self.default_page_size))
    }

    /// Everything that is wrong with the arguments.
    pub fn errors(&self, schema: &DocumentSchema, variables: &Variables) -> Vec<ValueError> {
        let value = |argument| ArgumentValue::resolve(argument, variables);
        let (first, last) = (value(&self.first), value(&self.last));
        let both = (first.is_some() && last.is_some())
            .then(|| ValueError::bad_input("Give `first` or `last`, not both."));
        let sizes = [("first", first), ("last", last)]
            .into_iter()
            .filter_map(|(name, size)| size_error(name, size?));
        let cursors = [
            ("after", value(&self.after)),
            ("before", value(&self.before)),
        ]
        .into_iter()
        .filter_map(|(name, cursor)| self.cursor_error(schema, name, cursor?, variables));
        let window = self
            .has_unused_window(variables)
            .then(|| ValueError::bad_input(schema.rules.unused_window));
        both.into_iter()
            .chain(sizes)
            .chain(cursors)
            .chain(window)
            .collect()
    }

    /// Returns whether the field has the argument `dedupe`.
    pub const fn may_be_deduped(&self) -> bool {
        self.dedupe.is_some()
    }

    /// Returns whether the list leaves out items that other lists show.
    pub fn is_deduped(&self, variables: &Variables) -> bool {
        ArgumentValue::resolve_enum(&self.dedupe, variables) == Some("PAGE")
    }

    /// Returns whether the list is ordered by reads, which are counted for it.
    pub fn orders_by_reads(&self, variables: &Variables) -> bool {
        ArgumentValue::resolve_enum(&self.order, variables) == Some(MOST_READ)
    }

    fn has_unused_window(&self, variables: &Variables) -> bool {
        ArgumentValue::resolve_enum(&self.window, variables).is_some()
            && !self.orders_by_reads(variables)
    }

    /// The error of a cursor that another list handed out.
    fn cursor_error(
        &self,
        schema: &DocumentSchema,
        name: &str,
        value: &EngineValue,
        variables: &Variables,
    ) -> Option<ValueError> {
        let EngineValue::String(cursor) = value else {
            return None;
        };
        // Coercion has an error of its own for a string that is no cursor at all.
        if !matches!(schema.rules.scalars.check("Cursor", value), Some(Ok(()))) {
            return None;
        }
        let fits = match self.cursors? {
            Cursors::OfOneKind(fits) => fits(cursor),
            Cursors::ByOrder(fits) => {
                let order = ArgumentValue::resolve_enum(&self.order, variables);
                let window = ArgumentValue::resolve_enum(&self.window, variables);
                fits(cursor, order, window)
            }
        };
        (!fits).then(|| ValueError {
            code: ErrorCode::InvalidCursor,
            message: format!("`{name}` is not a cursor of this list in this order."),
        })
    }
}

fn size_error(name: &str, size: &EngineValue) -> Option<ValueError> {
    let EngineValue::Number(number) = size else {
        return None;
    };
    let fits = number
        .as_u64()
        .is_some_and(|size| (1..=u64::from(Page::MAX_SIZE)).contains(&size));
    (!fits)
        .then(|| ValueError::bad_input(format!("`{name}` must be from 1 to {}.", Page::MAX_SIZE)))
}
