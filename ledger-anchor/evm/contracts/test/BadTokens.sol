// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {TestToken} from "./TestToken.sol";

/// @notice Says false instead of reverting, and moves nothing. For tests only.
contract FalseToken is TestToken(18) {
    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @notice Keeps one percent of what is transferred, or takes it from the sender on top. For tests
/// only.
contract FeeToken is TestToken(18) {
    bool public onTop;

    function setOnTop(bool onTop_) external {
        onTop = onTop_;
    }

    function _update(address from, address to, uint256 units) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : units / 100;
        if (fee > 0) super._update(from, address(0), fee);
        super._update(from, to, onTop ? units : units - fee);
    }
}

/// @notice Calls back while it is transferred. For tests only.
contract HostileToken is TestToken(18) {
    address public target;
    bytes public attack;
    bool public attackSucceeded;
    bytes public attackAnswer;

    /// @notice What to call, and with what, during the next transfers.
    function arm(address target_, bytes calldata attack_) external {
        target = target_;
        attack = attack_;
    }

    /// @notice Calls as this token: it may itself be payer, payee or operator.
    function act(address to, bytes calldata data) external {
        (bool ok, bytes memory answer) = to.call(data);
        if (!ok) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function _update(address from, address to, uint256 units) internal override {
        if (target != address(0) && msg.sender == target) {
            (attackSucceeded, attackAnswer) = target.call(attack);
        }
        super._update(from, to, units);
    }
}
