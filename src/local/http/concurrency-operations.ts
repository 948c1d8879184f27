import { validation } from '../control/api-error.ts';
import { concurrencyLimits, reserveConcurrency, unreserved } from '../control/concurrency.ts';
import { functionArn, parseFunctionRef } from '../control/function-ref.ts';
import { page } from '../control/paging.ts';
import { deleteProvisioned, getProvisioned, putProvisioned } from '../control/provisioned.ts';
import type { Control } from '../control/state.ts';
import type { ProvisionedState } from '../engine.ts';
import { type ApiReply, emptyReply, jsonReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import { parseBody, provisionedBody, reservedBody } from './body-schema.ts';
import { functionOf, maxItemsOf } from './function-operations.ts';

/** Quotas of a new account that this service has no use for but shows.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const codeQuotas = {
  TotalCodeSize: 80_530_636_800,
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
};

const provisionedView = (state: ProvisionedState) => ({
  RequestedProvisionedConcurrentExecutions: state.requested,
  AvailableProvisionedConcurrentExecutions: state.available,
  AllocatedProvisionedConcurrentExecutions: state.allocated,
  Status: state.status,
  ...(state.statusReason === null ? {} : { StatusReason: state.statusReason }),
  LastModified: state.lastModified,
});

/** Function and qualifier of an operation that needs one. @throws ApiError 400, 404 */
function qualified(
  control: Control,
  { route, query }: ApiRequest,
): { functionName: string; qualifier: string } {
  const { functionName, qualifier } = parseFunctionRef(route.name, query.get('Qualifier'), control);
  if (qualifier === null) throw validation('null', 'qualifier', 'Member must not be null');
  return { functionName, qualifier };
}

export function putProvisionedOperation(control: Control, request: ApiRequest): ApiReply {
  const { functionName, qualifier } = qualified(control, request);
  const body = parseBody(provisionedBody, request.body);
  return jsonReply(
    202,
    provisionedView(putProvisioned(control, functionName, qualifier, body.ProvisionedConcurrentExecutions)),
  );
}

export function getProvisionedOperation(control: Control, request: ApiRequest): ApiReply {
  const { functionName, qualifier } = qualified(control, request);
  return jsonReply(200, provisionedView(getProvisioned(control, functionName, qualifier)));
}

export function deleteProvisionedOperation(control: Control, request: ApiRequest): ApiReply {
  const { functionName, qualifier } = qualified(control, request);
  deleteProvisioned(control, functionName, qualifier);
  return emptyReply(204);
}

export function listProvisionedOperation(control: Control, request: ApiRequest): ApiReply {
  const { functionName } = functionOf(control, request);
  const views = control.engine.allProvisioned(functionName).map((state) => ({
    FunctionArn: functionArn(control, functionName, state.qualifier),
    ...provisionedView(state),
  }));
  const { items, nextMarker } = page(views, request.query.get('Marker'), maxItemsOf(request, 50, 50));
  return jsonReply(200, { ProvisionedConcurrencyConfigs: items, NextMarker: nextMarker });
}

export function putReservedOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const body = parseBody(reservedBody, request.body);
  reserveConcurrency(control, record, body.ReservedConcurrentExecutions);
  return jsonReply(200, { ReservedConcurrentExecutions: record.reservedConcurrency });
}

export function getReservedOperation(control: Control, request: ApiRequest): ApiReply {
  const { reservedConcurrency } = functionOf(control, request);
  return jsonReply(
    200,
    reservedConcurrency === null ? {} : { ReservedConcurrentExecutions: reservedConcurrency },
  );
}

export function deleteReservedOperation(control: Control, request: ApiRequest): ApiReply {
  functionOf(control, request).reservedConcurrency = null;
  return emptyReply(204);
}

export function accountSettingsOperation(control: Control): ApiReply {
  let codeSizeBytes = 0;
  for (const record of control.functions.values()) {
    for (const version of [record.latest, ...record.versions.values()])
      codeSizeBytes += version.codeSizeBytes;
  }
  return jsonReply(200, {
    AccountLimit: {
      ...codeQuotas,
      ConcurrentExecutions: concurrencyLimits(control).account,
      UnreservedConcurrentExecutions: unreserved(control),
    },
    AccountUsage: { TotalCodeSize: codeSizeBytes, FunctionCount: control.functions.size },
  });
}
