// Reference verdict of graphql-js on a request: valid, or the stage that rejects it with the reasons.
//
// The stages follow the order of execution: parse, validate, select the operation, coerce the variables, and
// coerce the arguments of every field that the operation can reach. graphql-js does the last step only during
// execution, field by field. Here it belongs to the verdict: a server must know all errors before the first
// mutation runs.
import {
  GraphQLIncludeDirective, GraphQLSkipDirective, Kind, SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, buildSchema, getArgumentValues,
  getDirectiveValues, getNamedType, getVariableValues, isCompositeType, isObjectType, parse, specifiedRules, typeFromAST, validate,
} from "graphql";
import { defineScalars } from "./scalars.mjs";

// Limit of graphql-js on nested introspection. The specification has no such rule.
const BEYOND_THE_SPECIFICATION = new Set(["MaxIntrospectionDepthRule"]);

/** Rules of the specification in graphql-js. */
export const RULES = specifiedRules.filter((rule) => !BEYOND_THE_SPECIFICATION.has(rule.name));

/** Builds the schema of the server, including its scalars. */
export function buildReferenceSchema(sdl) {
  const schema = buildSchema(sdl);
  defineScalars(schema);
  return schema;
}

/** Verdict on `{query, operationName, variables}`; the variables are JSON text or undefined. */
export function expectedVerdict(schema, request) {
  let document;
  try {
    document = parse(request.query);
  } catch (error) {
    return rejected("parse", [error]);
  }
  const brokenRules = new Set();
  const errors = validate(schema, document, RULES.map((rule) => recording(rule, brokenRules)), { maxErrors: Infinity });
  if (errors.length > 0) return { ...rejected("validate", errors), document, rules: [...brokenRules] };
  const operation = selectOperation(document, request.operationName);
  if (typeof operation === "string") return { ...rejected("operation", [{ message: operation }]), document };
  if (!schema.getRootType(operation.operation)) {
    return { ...rejected("operation", [{ message: `There is no ${operation.operation} type.` }]), document };
  }
  const given = request.variables === undefined ? {} : JSON.parse(request.variables) ?? {};
  const { coerced, errors: variableErrors } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (variableErrors) return { ...rejected("variables", variableErrors), document };
  const found = argumentErrors(schema, document, operation, coerced);
  return found.length > 0 ? { ...rejected("arguments", found), document } : { valid: true, stage: "valid", document };
}

function rejected(stage, errors) {
  return { valid: false, stage, rules: [], messages: errors.map((error) => error.message) };
}

// Wraps a rule so that its name is recorded when it reports an error: errors of graphql-js do not name their rule.
function recording(rule, brokenRules) {
  return (context) => {
    const reportError = (error) => {
      brokenRules.add(rule.name);
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }));
  };
}

function selectOperation(document, name) {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (name === undefined || name === null) {
    return operations.length === 1 ? operations[0] : "The request does not name its operation.";
  }
  return operations.find((operation) => operation.name?.value === name) ?? "There is no operation of this name.";
}

// Visits every field that the operation can reach, for every object type that its parent can have.
function argumentErrors(schema, document, operation, variables) {
  const fragments = new Map(document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]));
  const errors = [];
  const attempt = (read) => {
    try {
      return read();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const isIncluded = (node) => {
    const skip = attempt(() => getDirectiveValues(GraphQLSkipDirective, node, variables));
    if (skip?.if === true) return false;
    const include = attempt(() => getDirectiveValues(GraphQLIncludeDirective, node, variables));
    return include?.if !== false;
  };
  const walk = (selectionSet, parent, possible) => {
    for (const node of selectionSet.selections) {
      if (!isIncluded(node)) continue;
      if (node.kind === Kind.FIELD) {
        const field = fieldOf(schema, parent, node.name.value);
        attempt(() => getArgumentValues(field, node, variables));
        const type = getNamedType(field.type);
        if (node.selectionSet) walk(node.selectionSet, type, possibleTypes(schema, type));
        continue;
      }
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      const type = inner.typeCondition ? typeFromAST(schema, inner.typeCondition) : parent;
      const left = possibleTypes(schema, type).filter((one) => possible.includes(one));
      if (left.length > 0) walk(inner.selectionSet, type, left);
    }
  };
  const root = schema.getRootType(operation.operation);
  walk(operation.selectionSet, root, [root]);
  return errors;
}

function possibleTypes(schema, type) {
  if (isObjectType(type)) return [type];
  return isCompositeType(type) ? schema.getPossibleTypes(type) : [];
}

function fieldOf(schema, parent, name) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
}
