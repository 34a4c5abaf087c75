export * from '../../../features/order-page/portal/details/DetailsPart.tsx';
