import { createAlias, deleteAlias, updateAlias } from '../control/aliases.ts';
import { page } from '../control/paging.ts';
import { type Control, findAlias } from '../control/state.ts';
import { aliasView } from '../control/view.ts';
import { type ApiReply, emptyReply, jsonReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import { createAliasBody, parseBody, updateAliasBody } from './body-schema.ts';
import { functionOf, maxItemsOf } from './function-operations.ts';

type Routing = { AdditionalVersionWeights?: Record<string, number> | null | undefined } | null | undefined;

/** An empty routing configuration takes the weights away; none leaves them. */
const weightsOf = (routing: Routing) =>
  routing === undefined || routing === null ? undefined : (routing.AdditionalVersionWeights ?? {});

export function createAliasOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const body = parseBody(createAliasBody, request.body);
  const alias = createAlias(control, record, body.Name, body.FunctionVersion, {
    description: body.Description,
    weights: weightsOf(body.RoutingConfig),
  });
  return jsonReply(201, aliasView(control, record, alias));
}

export function updateAliasOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const body = parseBody(updateAliasBody, request.body);
  const change = {
    functionVersion: body.FunctionVersion,
    description: body.Description,
    weights: weightsOf(body.RoutingConfig),
  };
  const alias = updateAlias(control, record, request.route.alias, change, body.RevisionId);
  return jsonReply(200, aliasView(control, record, alias));
}

export function getAliasOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  return jsonReply(
    200,
    aliasView(control, record, findAlias(control, record.functionName, request.route.alias)),
  );
}

export function listAliasesOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const version = request.query.get('FunctionVersion');
  const views = [...record.aliases.values()]
    .filter(
      (alias) =>
        version === null || alias.functionVersion === version || Object.hasOwn(alias.weights, version),
    )
    .map((alias) => aliasView(control, record, alias));
  const { items, nextMarker } = page(views, request.query.get('Marker'), maxItemsOf(request, 50));
  return jsonReply(200, { Aliases: items, NextMarker: nextMarker });
}

export function deleteAliasOperation(control: Control, request: ApiRequest): ApiReply {
  deleteAlias(control, functionOf(control, request), request.route.alias);
  return emptyReply(204);
}
