import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';
import { storedZip } from '../stored-zip.ts';

let service: DoubleService;
afterEach(() => service.end());

const create = (input: Partial<CreateFunctionCommandInput>) =>
  service.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'f',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
      Code: {},
      ...input,
    }),
  );
const found = (FunctionName: string, Qualifier?: string) =>
  service.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }));

/** CodeSha256 as Lambda makes it: of the deployment package, in base64. */
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

async function downloaded(FunctionName: string, Qualifier?: string) {
  const { Code, Configuration } = await found(FunctionName, Qualifier);
  const answer = await fetch(Code?.Location ?? '');
  expect(answer.status).toBe(200);
  return { bytes: Buffer.from(await answer.arrayBuffer()), configuration: Configuration };
}

describe('the deployment package that GetFunction offers', () => {
  it('is the zip that was uploaded, byte for byte, of the version that was asked for', async () => {
    service = await startDouble();
    const zip = storedZip([{ name: 'index.mjs', text: 'export const handler = async () => 1;' }]);
    await create({ Code: { ZipFile: zip } });
    await service.lambda.send(new PublishVersionCommand({ FunctionName: 'f' }));
    const { bytes, configuration } = await downloaded('f', '1');
    expect(bytes).toEqual(zip);
    expect(configuration).toMatchObject({ CodeSha256: sha256Of(zip), CodeSize: zip.length, Version: '1' });
    expect((await downloaded('f')).bytes).toEqual(zip);
  });

  it('of a folder that is run in place is a zip whose hash the configuration names; a new function runs it', async () => {
    service = await startDouble();
    const folder = join(service.folder, 'app');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), 'export { handler } from "./lib/a.mjs";');
    writeFileSync(join(folder, 'lib', 'a.mjs'), 'export const handler = async () => 7;');
    await create({ Code: { S3Bucket: 'local-folder', S3Key: folder } });
    const { bytes, configuration } = await downloaded('f');
    expect(configuration?.CodeSha256).toBe(sha256Of(bytes));
    expect(configuration?.CodeSize).toBe(bytes.length);
    const copy = await create({ FunctionName: 'copy', Code: { ZipFile: bytes } });
    expect(copy.CodeSha256).toBe(configuration?.CodeSha256);
    // Changed since: what is offered no longer is what the configuration speaks of.
    writeFileSync(join(folder, 'lib', 'a.mjs'), 'export const handler = async () => 8;');
    expect(sha256Of((await downloaded('f')).bytes)).not.toBe(configuration?.CodeSha256);
  });

  it('is not there for other code of the same version, nor once the function is gone', async () => {
    service = await startDouble();
    await create({ Code: { ZipFile: storedZip([{ name: 'index.mjs', text: '' }]) } });
    const location = (await found('f')).Code?.Location ?? '';
    const other = location.replace(/[0-9a-f]{64}/, '0'.repeat(64));
    expect((await fetch(other)).status).toBe(404);
    expect((await fetch(location.replace('/f/', '/g/'))).status).toBe(404);
    expect((await fetch(location, { headers: { Origin: 'https://example.com' } })).status).toBe(403);
  });

  it('says why where a folder is too large for one', async () => {
    service = await startDouble();
    const folder = join(service.folder, 'many');
    mkdirSync(folder);
    for (let index = 0; index <= 2_000; index += 1) writeFileSync(join(folder, `${index}.txt`), '');
    await create({ Code: { S3Bucket: 'local-folder', S3Key: folder } });
    const { Code } = await found('f');
    expect(Code?.Location).toBeUndefined();
    expect(Code?.Error?.Message).toMatch(/too large for a deployment package/);
  });
});

describe('a modelled function', () => {
  const model = { preset: 'node22-arm64', seed: 3, init: { p50Ms: 480, p99Ms: 900 } } as const;
  const modelled = (preset: 'node22-arm64' | 'node22-x86-image') =>
    startDouble({ functions: [{ functionName: 'm', model: { ...model, preset } }] });

  it('can be made anew from its zip, and is modelled in the same way', async () => {
    service = await modelled('node22-arm64');
    const { bytes, configuration } = await downloaded('m', '1');
    expect(configuration?.CodeSha256).toBe(sha256Of(bytes));
    const copy = await create({
      FunctionName: 'copy',
      MemorySize: 1_024,
      Architectures: ['arm64'],
      Code: { ZipFile: bytes },
    });
    expect(copy).toMatchObject({
      CodeSha256: configuration?.CodeSha256,
      Description: configuration?.Description,
    });
    await service.lambda.send(new InvokeCommand({ FunctionName: 'copy' }));
    expect(service.engine.requests.at(-1)?.version.model).toEqual(model);
    await expect(
      create({ FunctionName: 'small', MemorySize: 128, Code: { ZipFile: bytes } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('1024 MB') });
  });

  it('can be made anew from its image, by the address of it', async () => {
    service = await modelled('node22-x86-image');
    const { Code, Configuration } = await found('m', '1');
    expect(Code).toMatchObject({ RepositoryType: 'ECR', ImageUri: Code?.ResolvedImageUri });
    const copy = await create({
      FunctionName: 'copy',
      Runtime: undefined,
      Handler: undefined,
      PackageType: 'Image',
      MemorySize: 1_024,
      Code: { ImageUri: Code?.ResolvedImageUri },
    });
    expect(copy).toMatchObject({ PackageType: 'Image', CodeSha256: Configuration?.CodeSha256 });
  });
});

it('tags of a function are told by GetFunction', async () => {
  service = await startDouble();
  const Tags = { 'some:key': 'some value' };
  await create({ Tags, Code: { ZipFile: storedZip([{ name: 'index.mjs', text: '' }]) } });
  expect((await found('f')).Tags).toEqual(Tags);
});
