// What graphql-js says of a request: whether it may be executed, and if not, which stage refuses it and why.
//
// A request is judged as execution would come to it: parsed, validated, its operation chosen, its variables coerced, and then the arguments of every
// field that the operation reaches. graphql-js finds out the last only while it executes, field by field; here it is part of the verdict, since a
// server that carries out acts has to know before the first of them.
import {
  GraphQLIncludeDirective, GraphQLSkipDirective, Kind, SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, buildSchema, getArgumentValues,
  getDirectiveValues, getNamedType, getVariableValues, isCompositeType, isObjectType, parse, specifiedRules, typeFromAST, validate,
} from "graphql";
import { teachScalars } from "./scalars.mjs";

// A bound of graphql-js's own, against introspection that nests; the specification has no such rule.
const BEYOND_THE_SPECIFICATION = new Set(["MaxIntrospectionDepthRule"]);

/** The rules of the specification, as graphql-js has them. */
export const RULES = specifiedRules.filter((rule) => !BEYOND_THE_SPECIFICATION.has(rule.name));

/** Reads the served schema. */
export function schemaOf(sdl) {
  const schema = buildSchema(sdl);
  teachScalars(schema);
  return schema;
}

/** Judges `{query, operationName, variables}`, whose variables are JSON text or nothing. */
export function judge(schema, request) {
  let document;
  try {
    document = parse(request.query);
  } catch (error) {
    return refused("parse", [error]);
  }
  const broken = new Set();
  const errors = validate(schema, document, RULES.map((rule) => noting(rule, broken)), { maxErrors: Infinity });
  if (errors.length > 0) return { ...refused("validate", errors), document, rules: [...broken] };
  const operation = chosen(document, request.operationName);
  if (typeof operation === "string") return { ...refused("operation", [{ message: operation }]), document };
  if (!schema.getRootType(operation.operation)) {
    return { ...refused("operation", [{ message: `There is no ${operation.operation} type.` }]), document };
  }
  const given = request.variables === undefined ? {} : JSON.parse(request.variables) ?? {};
  const { coerced, errors: against } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (against) return { ...refused("variables", against), document };
  const found = argumentErrors(schema, document, operation, coerced);
  return found.length > 0 ? { ...refused("arguments", found), document } : { valid: true, stage: "valid", document };
}

function refused(stage, errors) {
  return { valid: false, stage, rules: [], messages: errors.map((error) => error.message) };
}

// The rule, which is noted when it finds something: graphql-js's errors do not say which one they are of.
function noting(rule, broken) {
  return (context) => {
    const reportError = (error) => {
      broken.add(rule.name);
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }));
  };
}

function chosen(document, name) {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (name === undefined || name === null) {
    return operations.length === 1 ? operations[0] : "It is not said which operation is meant.";
  }
  return operations.find((operation) => operation.name?.value === name) ?? "There is no operation of this name.";
}

// Walks all that the operation can reach, for all object types that a value in that place can have.
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
  const wanted = (node) => {
    const skip = attempt(() => getDirectiveValues(GraphQLSkipDirective, node, variables));
    if (skip?.if === true) return false;
    const include = attempt(() => getDirectiveValues(GraphQLIncludeDirective, node, variables));
    return include?.if !== false;
  };
  const walk = (selectionSet, parent, possible) => {
    for (const node of selectionSet.selections) {
      if (!wanted(node)) continue;
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
