import { describe, expect, it } from 'vitest';
import { denialOf } from '../../src/aws/denied.ts';
import { missingPermission, refusalOf } from '../../src/aws/errors.ts';

/** Texts as AWS's own documentation shows them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/security_iam_troubleshoot.html */
const user = 'User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform:';
const arn = 'arn:aws:lambda:us-east-1:777788889999:function:my-function';

describe('what a denial says', () => {
  it.each([
    {
      name: 'no policy allows it',
      message: `${user} lambda:GetAlias on resource: ${arn} because no identity-based policy allows the lambda:GetAlias action`,
      want: { action: 'lambda:GetAlias', resourceArn: arn, deniedBy: null },
    },
    {
      name: 'the old, short text',
      message: `${user} lambda:InvokeFunction on resource: ${arn}:live`,
      want: { action: 'lambda:InvokeFunction', resourceArn: `${arn}:live`, deniedBy: null },
    },
    {
      name: 'no resource',
      message: `${user} logs:FilterLogEvents`,
      want: { action: 'logs:FilterLogEvents', resourceArn: null, deniedBy: null },
    },
    {
      name: 'a service control policy forbids it',
      message: `${user} lambda:GetAlias on resource: ${arn} with an explicit deny in a service control policy`,
      want: { action: 'lambda:GetAlias', resourceArn: arn, deniedBy: 'a service control policy' },
    },
    {
      name: 'a permissions boundary forbids it',
      message: `${user} lambda:GetAlias on resource: ${arn} with an explicit deny in a permissions boundary`,
      want: { action: 'lambda:GetAlias', resourceArn: arn, deniedBy: 'a permissions boundary' },
    },
  ])('$name', ({ message, want }) => expect(denialOf(message, 'The Lambda API')).toEqual(want));

  it('the operation stands in where the text names no action', () =>
    expect(denialOf('Access denied', 'Lambda Invoke')?.action).toBe('lambda:InvokeFunction'));

  it('nothing, where nothing names an action', () =>
    expect(denialOf('Access denied', 'The Lambda API')).toBeNull());
});

const thrown = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } });

describe('the error that a user sees', () => {
  it('names the action and the statement that grants it', () => {
    const message = `${user} lambda:GetAlias on resource: ${arn} because no identity-based policy allows the lambda:GetAlias action`;
    expect(refusalOf('The Lambda API', thrown('AccessDeniedException', message))?.hint).toContain(
      `lambda:GetAlias is not allowed; this statement grants it: {"Effect":"Allow","Action":"lambda:GetAlias","Resource":"${arn}"}.`,
    );
  });

  it('offers no statement against an explicit deny', () => {
    const message = `${user} lambda:GetAlias on resource: ${arn} with an explicit deny in a service control policy`;
    const hint = refusalOf('The Lambda API', thrown('AccessDeniedException', message))?.hint;
    expect(hint).toContain('a service control policy denies it explicitly, which no grant outweighs');
    expect(hint).not.toContain('"Allow"');
  });

  it.each(['ExpiredTokenException', 'UnrecognizedClientException', 'ThrottlingException'])(
    'is not about a permission where it is %s',
    (name) => expect(missingPermission('GetAlias', thrown(name, 'no'))).toBeNull(),
  );
});
