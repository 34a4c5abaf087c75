export { SignInStep } from '../../../features/access/portal/SignInStep.tsx';
