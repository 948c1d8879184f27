import { invalidParameter, validation } from '../control/api-error.ts';
import { type CodeRequest, resolveCode } from '../control/code.ts';
import { codeLocation } from '../control/code-location.ts';
import { type FunctionRef, functionArn, parseFunctionRef } from '../control/function-ref.ts';
import {
  changeLatest,
  checkRevision,
  createFunction,
  deleteFunction,
  type FunctionSettings,
  publishLatest,
  publishVersion,
  settleLater,
} from '../control/functions.ts';
import { codeOfModel, modelInCode } from '../control/model-code.ts';
import { page } from '../control/paging.ts';
import {
  type Control,
  type FunctionRecord,
  findFunction,
  findVersion,
  refuseWhileChanging,
} from '../control/state.ts';
import { configurationView, listedView } from '../control/view.ts';
import type { FunctionModel } from '../modelled/function-model.ts';
import { modelMemorySizeMb, presets } from '../modelled/presets.ts';
import { type ApiReply, emptyReply, jsonReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import {
  createFunctionBody,
  parseBody,
  publishVersionBody,
  updateCodeBody,
  updateConfigurationBody,
} from './body-schema.ts';
import { settingsOf } from './settings.ts';

const defaultTimeoutMs = 3_000;
const defaultMemorySizeMb = 128;
/** Most entries of one page, whatever `MaxItems` says. */
const pageLimit = 50;

/** The function (and qualifier) in the path, with the `Qualifier` of the query. */
export const refOf = (control: Control, { route, query }: ApiRequest): FunctionRef =>
  parseFunctionRef(route.name, query.get('Qualifier'), control);

/** The function in the path of an operation that takes no qualifier. */
export const functionOf = (control: Control, { route }: ApiRequest): FunctionRecord =>
  findFunction(control, { ...parseFunctionRef(route.name, null, control), qualifier: null });

/** `MaxItems` of the query, at most `limit`. @throws ApiError 400 */
export function maxItemsOf({ query }: ApiRequest, limit: number, largest = 10_000): number {
  const text = query.get('MaxItems');
  if (text === null) return limit;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw validation(`'${text}'`, 'maxItems', 'Member must have value greater than or equal to 1');
  }
  if (value > largest) {
    throw validation(`'${text}'`, 'maxItems', `Member must have value less than or equal to ${largest}`);
  }
  return Math.min(value, limit);
}

export async function createFunctionOperation(control: Control, request: ApiRequest): Promise<ApiReply> {
  const body = parseBody(createFunctionBody, request.body);
  const { functionName } = parseFunctionRef(body.FunctionName, null, control);
  const model = await modelInCode(body.Code);
  const given = settingsOf(body, model === null);
  const { runtime, handler, code } =
    model === null
      ? await codeToRun(control, body.Code, given)
      : await codeToModel(model, given.memorySizeMb ?? defaultMemorySizeMb);
  const record = createFunction(
    control,
    functionName,
    {
      description: '',
      timeoutMs: defaultTimeoutMs,
      memorySizeMb: defaultMemorySizeMb,
      environment: {},
      logFormat: 'Text',
      applicationLogLevel: 'INFO',
      systemLogLevel: 'INFO',
      logGroup: `/aws/lambda/${functionName}`,
      architecture: body.Architectures?.[0] ?? control.architecture,
      ...given,
      model,
      role: body.Role,
      runtime,
      handler,
    },
    code,
    body.Tags ?? {},
  );
  const reply = configurationView(control, record.latest, null);
  settleLater(control, record);
  return jsonReply(201, body.Publish === true ? published(control, record, reply) : reply);
}

/** @throws ApiError 400 */
async function codeToRun(control: Control, asked: CodeRequest, given: Partial<FunctionSettings>) {
  // Says that there are no images here, before it asks for what images do not have.
  if (asked.ImageUri !== undefined) await resolveCode(control, asked);
  const { runtime, handler } = given;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  return { runtime, handler, code: await resolveCode(control, asked) };
}

/** @throws ApiError 400 where the model has no figures for the memory size */
async function codeToModel(model: FunctionModel, memorySizeMb: number) {
  if (memorySizeMb !== modelMemorySizeMb) {
    throw invalidParameter(`The published figures of a model are of ${modelMemorySizeMb} MB.`);
  }
  return {
    runtime: presets[model.preset].runtime,
    handler: 'index.handler',
    code: await codeOfModel(model),
  };
}

/** `Publish: true`: the reply is about the version that was published. */
function published(control: Control, record: FunctionRecord, latest: Record<string, unknown>) {
  const { version } = publishLatest(control, record).spec;
  return { ...latest, FunctionArn: functionArn(control, record.functionName, version), Version: version };
}

export async function updateCodeOperation(control: Control, request: ApiRequest): Promise<ApiReply> {
  const record = functionOf(control, request);
  const body = parseBody(updateCodeBody, request.body);
  checkRevision(record, body.RevisionId);
  refuseWhileChanging(record);
  const code = await resolveCode(control, body);
  refuseWhileChanging(record);
  if (body.DryRun === true)
    return jsonReply(200, {
      ...configurationView(control, record.latest, null),
      CodeSha256: code.codeSha256,
    });
  const architecture = body.Architectures?.[0];
  const latest = changeLatest(control, record, { ...code, ...(architecture ? { architecture } : {}) });
  const reply = configurationView(control, latest, null);
  settleLater(control, record);
  return jsonReply(200, body.Publish === true ? published(control, record, reply) : reply);
}

export function updateConfigurationOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const body = parseBody(updateConfigurationBody, request.body);
  checkRevision(record, body.RevisionId);
  refuseWhileChanging(record);
  const latest = changeLatest(control, record, settingsOf(body));
  const reply = configurationView(control, latest, null);
  settleLater(control, record);
  return jsonReply(200, reply);
}

export function getFunctionOperation(control: Control, request: ApiRequest): ApiReply {
  const ref = refOf(control, request);
  const version = findVersion(control, ref);
  const { reservedConcurrency: reserved, tags } = findFunction(control, ref);
  return jsonReply(200, {
    Configuration: configurationView(control, version, ref.qualifier),
    Code: codeLocation(control, version),
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    ...(reserved === null ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  });
}

export function getConfigurationOperation(control: Control, request: ApiRequest): ApiReply {
  const ref = refOf(control, request);
  return jsonReply(200, configurationView(control, findVersion(control, ref), ref.qualifier));
}

export function deleteFunctionOperation(control: Control, request: ApiRequest): ApiReply {
  deleteFunction(control, refOf(control, request));
  return emptyReply(204);
}

const versionsOf = (control: Control, { functionName, latest, versions }: FunctionRecord) =>
  [
    listedView(control, latest, '$LATEST'),
    ...[...versions].map(([number, version]) => listedView(control, version, number)),
  ].map((view) => ({ ...view, FunctionName: functionName }));

export function listFunctionsOperation(control: Control, request: ApiRequest): ApiReply {
  const all = request.query.get('FunctionVersion') === 'ALL';
  const records = [...control.functions.values()].sort((a, b) => (a.functionName < b.functionName ? -1 : 1));
  const views = records.flatMap((record) =>
    all ? versionsOf(control, record) : [listedView(control, record.latest, null)],
  );
  const { items, nextMarker } = page(views, request.query.get('Marker'), maxItemsOf(request, pageLimit));
  return jsonReply(200, { Functions: items, NextMarker: nextMarker });
}

export function listVersionsOperation(control: Control, request: ApiRequest): ApiReply {
  const views = versionsOf(control, functionOf(control, request));
  const { items, nextMarker } = page(views, request.query.get('Marker'), maxItemsOf(request, pageLimit));
  return jsonReply(200, { Versions: items, NextMarker: nextMarker });
}

export function publishVersionOperation(control: Control, request: ApiRequest): ApiReply {
  const record = functionOf(control, request);
  const body = parseBody(publishVersionBody, request.body);
  const version = publishVersion(control, record, {
    codeSha256: body.CodeSha256,
    revisionId: body.RevisionId,
    description: body.Description,
  });
  return jsonReply(201, configurationView(control, version, version.spec.version));
}
