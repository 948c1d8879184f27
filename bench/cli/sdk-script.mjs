// The least that invokes a function with the AWS SDK, as its documentation shows it. Argument: the endpoint.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const client = new LambdaClient({ endpoint: process.argv[2] });
await client.send(new InvokeCommand({ FunctionName: 'worker_lambda', LogType: 'Tail', Payload: '{}' }));
