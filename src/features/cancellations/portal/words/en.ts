export { default as words } from '../../said/messages/en.json';
