/** The name in a name, a partial or a full ARN. */
export const functionNameIn = (functionName: string): string =>
  /(?:^|:)function:([^:]+)/.exec(functionName)?.[1] ?? functionName.split(':')[0] ?? functionName;
