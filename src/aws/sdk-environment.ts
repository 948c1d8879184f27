/** Environment variables to set before the first SDK client is made, so that the SDK's notice about the Node release
 * it will need one day does not reach the terminal. Our own `engines` field says what this tool needs.
 * In a file of its own: reading it must not load the SDK.
 * @see https://github.com/aws/aws-sdk-js-v3 `emitWarningIfUnsupportedVersion` */
export const sdkEnvironment: Readonly<Record<string, string>> = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
