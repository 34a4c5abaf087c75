export { default as words } from '../messages/en.json';
