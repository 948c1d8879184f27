import type { Control } from '../control/state.ts';
import {
  createAliasOperation,
  deleteAliasOperation,
  getAliasOperation,
  listAliasesOperation,
  updateAliasOperation,
} from './alias-operations.ts';
import type { ApiReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import {
  accountSettingsOperation,
  deleteProvisionedOperation,
  deleteReservedOperation,
  getProvisionedOperation,
  getReservedOperation,
  listProvisionedOperation,
  putProvisionedOperation,
  putReservedOperation,
} from './concurrency-operations.ts';
import {
  createFunctionOperation,
  deleteFunctionOperation,
  getConfigurationOperation,
  getFunctionOperation,
  listFunctionsOperation,
  listVersionsOperation,
  publishVersionOperation,
  updateCodeOperation,
  updateConfigurationOperation,
} from './function-operations.ts';
import { invoke } from './invoke.ts';
import type { LogMask } from './log-mask.ts';
import type { LambdaOperation } from './routes.ts';

type Operation = (control: Control, request: ApiRequest) => ApiReply | Promise<ApiReply>;

const operations: Record<Exclude<LambdaOperation, 'Invoke'>, Operation> = {
  CreateFunction: createFunctionOperation,
  UpdateFunctionCode: updateCodeOperation,
  UpdateFunctionConfiguration: updateConfigurationOperation,
  GetFunction: getFunctionOperation,
  GetFunctionConfiguration: getConfigurationOperation,
  DeleteFunction: deleteFunctionOperation,
  ListFunctions: listFunctionsOperation,
  PublishVersion: publishVersionOperation,
  ListVersionsByFunction: listVersionsOperation,
  CreateAlias: createAliasOperation,
  UpdateAlias: updateAliasOperation,
  GetAlias: getAliasOperation,
  ListAliases: listAliasesOperation,
  DeleteAlias: deleteAliasOperation,
  PutProvisionedConcurrencyConfig: putProvisionedOperation,
  GetProvisionedConcurrencyConfig: getProvisionedOperation,
  ListProvisionedConcurrencyConfigs: listProvisionedOperation,
  DeleteProvisionedConcurrencyConfig: deleteProvisionedOperation,
  PutFunctionConcurrency: putReservedOperation,
  GetFunctionConcurrency: getReservedOperation,
  DeleteFunctionConcurrency: deleteReservedOperation,
  GetAccountSettings: accountSettingsOperation,
};

/** Runs one operation of the Lambda API. @throws ApiError for what the API refuses */
export const runLambda = async (control: Control, mask: LogMask, request: ApiRequest): Promise<ApiReply> =>
  request.route.operation === 'Invoke'
    ? invoke(control, mask, request)
    : operations[request.route.operation](control, request);
